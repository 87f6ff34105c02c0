//! Node in the browser, where Leptos draws it: elements made, mounted, followed and let go.
//!
//! What changes by itself is an effect that lives as long as its state does; what is dropped stops listening. It knows
//! nothing of what is drawn, and is never run on the server.

use super::node::{Element, Listener, Node, Parts, Value};
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::dom::document;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::dom::Dom;
use leptos::tachys::renderer::types::{self, Element as PageElement};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::Event;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An effect that lives as long as what it draws.
type Drawing = RenderEffect<State>;

/// What is mounted, and what keeps it moving.
pub enum State {
    /// A text node of the document.
    #[doc(hidden)]
    Text(types::Node),
    /// An element with what is in it.
    #[doc(hidden)]
    Element(ElementState),
    /// Several nodes side by side.
    #[doc(hidden)]
    List(Vec<State>),
    /// What the closure drew last, in front of a marker that is never moved.
    #[doc(hidden)]
    Live(Drawing, types::Node),
}

/// An event and what is called when it comes.
type Heard = (&'static str, Closure<dyn FnMut(Event)>);

/// An element of the page. Dropping it stops its effects and its listeners, before its children go.
pub struct ElementState {
    element: PageElement,
    _effects: Vec<Drawing>,
    listeners: Vec<Heard>,
    _children: Vec<State>,
}

impl Drop for ElementState {
    fn drop(&mut self) {
        for (event, closure) in &self.listeners {
            // What cannot be taken off goes with the element.
            let _ = self.element.remove_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        }
    }
}

impl State {
    pub(crate) fn build(node: Node) -> Self {
        match node {
            Node::Text(text) => Self::Text(Dom::create_text_node(&text).into()),
            // A browser that makes no element has refused all that would stand in it; the rest is drawn.
            Node::Element(element) => ElementState::build(element).map_or(Self::List(Vec::new()), Self::Element),
            Node::List(nodes) => Self::List(nodes.into_iter().map(Self::build).collect()),
            Node::Live(draw) => {
                let marker: types::Node = Dom::create_text_node("").into();
                let place = marker.clone();
                let drawing = Drawing::new(move |before: Option<State>| {
                    let mut now = Self::build(draw());
                    if let Some(mut before) = before {
                        if let Some(parent) = Dom::get_parent(&place) {
                            now.mount(parent.unchecked_ref(), Some(&place));
                        }
                        before.unmount();
                    }
                    now
                });
                Self::Live(drawing, marker)
            }
        }
    }

    /// The first node of the page in it, if there is any.
    fn first(&self) -> Option<types::Node> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Element(state) => Some(state.element.clone().into()),
            Self::List(states) => states.iter().find_map(Self::first),
            Self::Live(drawing, marker) => {
                let mut first = None;
                drawing.with_value_mut(|state| first = state.first());
                first.or_else(|| Some(marker.clone()))
            }
        }
    }
}

impl ElementState {
    fn build(element: Element) -> Option<Self> {
        let Parts { name, svg, attributes, listeners, children } = *element.0;
        let page = document();
        let made = if svg { page.create_element_ns(Some(SVG), name) } else { page.create_element(name) }.ok()?;
        let mut effects = Vec::new();
        for (name, value) in attributes {
            match value {
                Value::Fixed(value) => set(&made, name, value),
                Value::Live(value) => {
                    let made = made.clone();
                    // Draws nothing, in the one type of effect there is.
                    effects.push(Drawing::new(move |_| {
                        set(&made, name, value());
                        State::List(Vec::new())
                    }));
                }
            }
        }
        let children = children.into_iter().map(|child| child_of(&made, child)).collect();
        let listeners = listeners.into_iter().map(|(event, listener)| listen(&made, event, listener)).collect();
        Some(Self { element: made, _effects: effects, listeners, _children: children })
    }
}

fn child_of(parent: &PageElement, child: Node) -> State {
    let mut state = State::build(child);
    state.mount(parent, None);
    state
}

fn set(element: &PageElement, name: &str, value: Option<String>) {
    match value {
        Some(value) => Dom::set_attribute(element, name, &value),
        None => Dom::remove_attribute(element, name),
    }
}

fn listen(element: &PageElement, event: &'static str, listener: Listener) -> Heard {
    let closure = Closure::<dyn FnMut(Event)>::new(listener);
    // A page that lets nobody listen has a button that does nothing, and goes on.
    let _ = element.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    (event, closure)
}

impl Mountable for State {
    fn unmount(&mut self) {
        match self {
            Self::Text(text) => Dom::remove(text),
            Self::Element(state) => state.element.remove(),
            Self::List(states) => states.iter_mut().for_each(Self::unmount),
            Self::Live(drawing, marker) => {
                drawing.with_value_mut(Self::unmount);
                Dom::remove(marker);
            }
        }
    }

    fn mount(&mut self, parent: &PageElement, before: Option<&types::Node>) {
        match self {
            Self::Text(text) => Dom::insert_node(parent, text, before),
            Self::Element(state) => Dom::insert_node(parent, &state.element, before),
            Self::List(states) => states.iter_mut().for_each(|state| state.mount(parent, before)),
            Self::Live(drawing, marker) => {
                Dom::insert_node(parent, marker, before);
                drawing.with_value_mut(|state| state.mount(parent, Some(marker)));
            }
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(first) = self.first() else { return false };
        let Some(parent) = Dom::get_parent(&first) else { return false };
        child.mount(parent.unchecked_ref(), Some(&first));
        true
    }

    fn elements(&self) -> Vec<PageElement> {
        match self {
            Self::Text(_) => Vec::new(),
            Self::Element(state) => vec![state.element.clone()],
            Self::List(states) => states.iter().flat_map(Self::elements).collect(),
            Self::Live(drawing, _) => drawing.with_value_mut(|state| state.elements()).unwrap_or_default(),
        }
    }
}

impl Render for Node {
    type State = State;

    fn build(self) -> State {
        State::build(self)
    }

    fn rebuild(self, state: &mut State) {
        let mut new = State::build(self);
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

no_attrs!(Node);

impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    /// Never asked for: the server writes without Leptos (`markup.rs`).
    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    /// What the server drew is drawn again: the hosted pages are taken over whole, and nothing is looked for in them.
    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
