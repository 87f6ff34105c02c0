//! The kinds of things a test looks for, as a screen reader tells them apart.

/// An ARIA role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Something that is said at once, because it went wrong.
    Alert,
    /// Something to press.
    Button,
    /// A window within the page.
    Dialog,
    /// Something with a name that stands above what it names.
    Heading,
    /// A picture with a name.
    Image,
    /// Something that leads to another page.
    Link,
    /// One of several, of which one is chosen.
    Radio,
    /// Something to write in.
    Textbox,
}

impl Role {
    /// All that could have this role, so that not every element has to be asked.
    pub(super) fn candidates(self) -> &'static str {
        match self {
            Self::Alert => "[role=alert]",
            Self::Button => "button, summary, input[type=submit], [role=button]",
            Self::Dialog => "dialog, [role=dialog]",
            Self::Heading => "h1, h2, h3, h4, h5, h6, [role=heading]",
            Self::Image => "img, svg, [role=img]",
            Self::Link => "a[href], [role=link]",
            Self::Radio => "input[type=radio], [role=radio]",
            Self::Textbox => "input, textarea, [role=textbox]",
        }
    }

    /// What browsers call it. The name of an image changed between versions of the standard.
    pub(super) fn is(self, computed: &str) -> bool {
        match self {
            Self::Alert => computed == "alert",
            Self::Button => computed == "button",
            Self::Dialog => computed == "dialog",
            Self::Heading => computed == "heading",
            Self::Image => matches!(computed, "img" | "image" | "graphics-document"),
            Self::Link => computed == "link",
            Self::Radio => computed == "radio",
            Self::Textbox => computed == "textbox",
        }
    }
}
