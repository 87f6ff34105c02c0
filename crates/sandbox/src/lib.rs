//! The providers' APIs, played on this machine.
