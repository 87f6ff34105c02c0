//! The report of a trial: lines of what the facts say and what was seen. It is sent to somebody else, so it has kinds and counts and the
//! scrubbed words of errors, and no key, no digits, no address, nobody's name.

use providers::facts::{Expiry, Idempotency};
use std::fmt;

/// How what was seen stands to what the facts say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is as they say.
    Same,
    /// It is not.
    Differs,
    /// They say nothing of it: here is what was seen.
    Seen,
    /// It was not tried.
    NotTried,
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How it stands.
    pub verdict: Verdict,
    /// What it is of: a method, the account, what is open.
    pub about: String,
    /// What was tried.
    pub what: String,
    /// What the facts say.
    pub facts: String,
    /// What was seen.
    pub seen: String,
}

impl Line {
    /// Two texts of one form, which are the same or are not.
    pub(super) fn compared(about: &str, what: &str, facts: String, seen: String) -> Self {
        let verdict = if facts == seen { Verdict::Same } else { Verdict::Differs };
        Self { verdict, about: about.to_owned(), what: what.to_owned(), facts, seen }
    }

    /// What cannot be compared, because there was no answer.
    pub(super) fn failed(about: &str, what: &str, facts: String, seen: impl fmt::Display) -> Self {
        let (about, what) = (about.to_owned(), what.to_owned());
        Self { verdict: Verdict::Differs, about, what, facts, seen: seen.to_string() }
    }

    /// What the facts say nothing of.
    pub(super) fn seen(about: &str, what: &str, seen: String) -> Self {
        Self { verdict: Verdict::Seen, about: about.to_owned(), what: what.to_owned(), facts: String::new(), seen }
    }

    /// What was not tried, and why.
    pub(super) fn not_tried(about: &str, what: &str, why: &str) -> Self {
        let (about, what, seen) = (about.to_owned(), what.to_owned(), why.to_owned());
        Self { verdict: Verdict::NotTried, about, what, facts: String::new(), seen }
    }

    /// The same, with something more that was seen and is compared with nothing.
    pub(super) fn and(mut self, more: &str) -> Self {
        if !more.is_empty() {
            self.seen = format!("{} ({more})", self.seen);
        }
        self
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { verdict, about, what, facts, seen } = self;
        let word = match verdict {
            Verdict::Same => "same     ",
            Verdict::Differs => "DIFFERS  ",
            Verdict::Seen => "seen     ",
            Verdict::NotTried => "not tried",
        };
        write!(f, "{word}  {about}: {what}: ")?;
        match verdict {
            Verdict::Same | Verdict::Differs => write!(f, "facts: {facts}; seen: {seen}"),
            Verdict::Seen | Verdict::NotTried => f.write_str(seen),
        }
    }
}

/// What was seen of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What was tried, with which program, when.
    pub head: String,
    /// What was seen.
    pub lines: Vec<Line>,
}

impl Report {
    /// How much was not as the facts say.
    pub fn differences(&self) -> usize {
        self.lines.iter().filter(|line| line.verdict == Verdict::Differs).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.head)?;
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        let (all, differ) = (self.lines.len(), self.differences());
        writeln!(
            f,
            "{differ} of {all} lines differ. This report has no key, no digits of a voucher and no person: send it as it is."
        )
    }
}

/// When a voucher runs out, as the facts have it.
pub(super) fn expiry(expiry: Expiry) -> String {
    match expiry {
        Expiry::Instant => "at the second that is asked for".to_owned(),
        Expiry::Days { min, max, zone } => format!("at the end of a day of {zone}, {min} to {max} days on"),
        Expiry::Never => "never by itself".to_owned(),
    }
}

/// For how long a request is known again, as the facts have it.
pub(super) fn idempotency(known: Idempotency) -> String {
    match known {
        Idempotency::Never => "a repeated request makes a second charge".to_owned(),
        Idempotency::For(time) => format!("known again for {} hours", time.as_secs() / 3_600),
        Idempotency::Always => "known again however late".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_as_the_facts_say_is_counted_and_stands_out() {
        let line = |seen: &str| Line::compared("cash", "read", "issued".to_owned(), seen.to_owned());
        let lines = vec![line("issued").and("18 digits"), line("paid"), Line::not_tried("spei", "paid", "no way")];
        let report = Report { head: "head".to_owned(), lines };
        assert_eq!(report.differences(), 1);
        let said = report.to_string();
        for expected in [
            "same       cash: read: facts: issued; seen: issued (18 digits)",
            "DIFFERS    cash: read: facts: issued; seen: paid",
            "not tried  spei: paid: no way",
            "1 of 3 lines differ.",
        ] {
            assert!(said.contains(expected), "{expected} is not in {said}");
        }
    }
}
