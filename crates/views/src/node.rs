//! Node: one type of view for everything we draw, in the browser and on the server.
//!
//! Leptos gives every element a type of its own, with its attributes and children in it, and each such type costs a
//! phone about a kilobyte of WebAssembly; the same checkout was 457 kB with those and is a third of it with this. And
//! its `view!` macro turns parts without a dynamic value into `innerHTML`, which a page under
//! `require-trusted-types-for 'script'` refuses. So here an element is data: a name, attributes, listeners, children.
//! What changes is a closure, and Leptos' signals and effects run it. There is no way to put HTML in: text is text.

#[cfg(feature = "browser")]
use leptos::web_sys::Event;

/// What a listener hears. Where there is no page, nothing happens in it.
#[cfg(not(feature = "browser"))]
pub enum Event {}

/// A node of what is drawn: text, element or nothing.
pub enum Node {
    /// A text; what looks like markup in it is shown as it is.
    Text(String),
    /// An element with its attributes and children.
    Element(Element),
    /// Several, one after the other; none at all is nothing.
    List(Vec<Node>),
    /// Drawn anew whenever a signal it read changes.
    Live(Box<dyn Fn() -> Node + Send>),
}

/// An element as data. In a box, because it is handed from call to call while it is made.
pub struct Element(pub(crate) Box<Parts>);

/// What an element is made of.
pub(crate) struct Parts {
    pub(crate) name: &'static str,
    /// Whether it belongs to SVG rather than HTML.
    #[cfg_attr(not(feature = "browser"), expect(dead_code, reason = "who reads HTML knows what belongs to SVG"))]
    pub(crate) svg: bool,
    pub(crate) attributes: Vec<(&'static str, Value)>,
    pub(crate) listeners: Vec<(&'static str, Listener)>,
    pub(crate) children: Vec<Node>,
}

/// What is called when an event comes.
pub(crate) type Listener = Box<dyn FnMut(Event) + Send>;

/// The value of an attribute. `None` is an attribute that is not there.
pub(crate) enum Value {
    Fixed(Option<String>),
    Live(Box<dyn Fn() -> Option<String> + Send>),
}

/// An HTML element without anything.
pub fn html(name: &'static str) -> Element {
    empty(name, false)
}

/// An SVG element without anything.
pub fn svg(name: &'static str) -> Element {
    empty(name, true)
}

fn empty(name: &'static str, svg: bool) -> Element {
    Element(Box::new(Parts { name, svg, attributes: Vec::new(), listeners: Vec::new(), children: Vec::new() }))
}

/// A node that draws nothing.
pub fn nothing() -> Node {
    Node::List(Vec::new())
}

/// What `draw` draws, anew whenever a signal it reads changes.
pub fn live<N: Into<Node>>(draw: impl Fn() -> N + Send + 'static) -> Node {
    Node::Live(Box::new(move || draw().into()))
}

impl Element {
    /// Sets the element's classes, separated by spaces.
    pub fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// Sets an attribute of the element.
    pub fn attr(self, name: &'static str, value: &str) -> Self {
        self.with(name, Value::Fixed(Some(value.to_owned())))
    }

    /// Says that it is to be left as it is by whoever translates the page: a name, an amount, digits.
    pub fn verbatim(self) -> Self {
        self.attr("translate", "no")
    }

    /// Sets an attribute that has no value, if `there`.
    pub fn flag(self, name: &'static str, there: bool) -> Self {
        self.with(name, Value::Fixed(there.then(String::new)))
    }

    /// Sets an attribute that follows the signals `value` reads.
    pub fn follow(self, name: &'static str, value: impl Fn() -> Option<String> + Send + 'static) -> Self {
        self.with(name, Value::Live(Box::new(value)))
    }

    fn with(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    /// Listens to an event.
    pub fn on(mut self, event: &'static str, listener: impl FnMut(Event) + Send + 'static) -> Self {
        self.0.listeners.push((event, Box::new(listener)));
        self
    }

    /// Adds a child, or several.
    pub fn child(self, child: impl Into<Node>) -> Self {
        self.holding(child.into())
    }

    fn holding(mut self, child: Node) -> Self {
        self.0.children.push(child);
        self
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<Vec<Node>> for Node {
    fn from(nodes: Vec<Node>) -> Self {
        Self::List(nodes)
    }
}

impl From<Option<Element>> for Node {
    fn from(element: Option<Element>) -> Self {
        element.map_or_else(nothing, Self::Element)
    }
}
