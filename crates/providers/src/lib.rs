//! The outside: one folder for each company whose API collects.
