//! What a merchant's token may do, as three words. Which call takes which, `http/scopes.rs` says.

/// What a token may do. Each does what those before it do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Look at everything, and change nothing.
    Read,
    /// What a shop's own server does for its customers: orders, and the CLABEs they pay to.
    Orders,
    /// Everything, the panel too.
    All,
}

impl Scope {
    /// Every scope, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Orders, Self::All];

    /// The scope as it is typed, kept and sent.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Orders => "orders",
            Self::All => "all",
        }
    }

    /// The scope of this very word; none where it is another version's.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.id() == word)
    }

    /// The scope somebody means who typed this.
    ///
    /// # Errors
    ///
    /// A sentence that lists the scopes there are.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let word = typed.trim().to_lowercase();
        Self::find(&word).ok_or_else(|| format!("must be read, orders or all, not {:?}", typed.trim()))
    }

    /// Whether it does what takes that one.
    pub fn covers(self, needed: Self) -> bool {
        self >= needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_people_type_it_and_only_our_own_word_is_one() {
        assert_eq!(Scope::parse("  Read\n"), Ok(Scope::Read));
        assert_eq!(Scope::parse("ORDERS"), Ok(Scope::Orders));
        assert_eq!(Scope::parse("write"), Err("must be read, orders or all, not \"write\"".to_owned()));
        for not_kept_so in ["", "ALL", " all", "all ", "admin"] {
            assert_eq!(Scope::find(not_kept_so), None, "{not_kept_so}");
        }
    }

    #[test]
    fn a_scope_does_what_the_narrower_ones_do() {
        assert!(!Scope::Read.covers(Scope::Orders) && Scope::All.covers(Scope::Orders) && Scope::Read.covers(Scope::Read));
    }
}
