//! The widget's bench: what a page and a phone pay for it, beside what a shop would have used instead. Not listed in the command
//! until there is something to measure with. The backend is not known here, but for being served by it.
