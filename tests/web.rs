//! What is drawn, in a browser, piece by piece: that a view is put in the page, follows its signals, hears its events
//! and leaves nothing behind. What a whole checkout does is tested from outside, in `tests/browser/`.
#![cfg(target_arch = "wasm32")]

use leptos::{mount::mount_to, prelude::*, task::tick};
use views::{
    Node,
    node::{html, live},
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

/// An element of the page to draw into.
fn place() -> HtmlElement {
    let document = web_sys::window().and_then(|window| window.document()).expect("the test runs in a page");
    let place = document.create_element("main").expect("an element can be made");
    document.body().expect("a page has a body").append_child(&place).expect("it can be put into the page");
    place.unchecked_into()
}

#[wasm_bindgen_test]
async fn a_view_is_put_in_the_page_and_taken_out_again() {
    let place = place();
    let mounted = mount_to(place.clone(), || {
        Node::from(html("p").class("slip").flag("hidden", true).child("<b>").child(html("b").child("1")))
    });
    assert_eq!(place.inner_html(), r#"<p class="slip" hidden="">&lt;b&gt;<b>1</b></p>"#);
    drop(mounted);
    assert_eq!(place.inner_html(), "");
}

#[wasm_bindgen_test]
async fn what_reads_a_signal_is_drawn_anew_when_it_changes() {
    let place = place();
    let count = ArcRwSignal::new(1);
    let (read, named) = (count.clone(), count.clone());
    let mounted = mount_to(place.clone(), move || {
        let counted = html("p")
            .follow("data-count", move || (named.get() < 2).then(|| named.get().to_string()))
            .child(live(move || html("b").child(read.get().to_string())))
            .child("!");
        Node::from(counted)
    });
    assert_eq!(place.text_content().as_deref(), Some("1!"));
    assert_eq!(place.query_selector("[data-count='1']").map(|found| found.is_some()), Ok(true));
    count.set(2);
    tick().await;
    assert_eq!(place.text_content().as_deref(), Some("2!"));
    assert_eq!(place.query_selector("[data-count]").map(|found| found.is_some()), Ok(false));
    drop(mounted);
}

#[wasm_bindgen_test]
async fn a_press_is_heard_until_the_view_is_gone() {
    let place = place();
    let presses = ArcRwSignal::new(0);
    let heard = presses.clone();
    let mounted =
        mount_to(place.clone(), move || Node::from(html("button").on("click", move |_| heard.update(|heard| *heard += 1))));
    let button: HtmlElement = place.first_element_child().expect("the button is there").unchecked_into();
    button.click();
    button.click();
    assert_eq!(presses.get_untracked(), 2);
    drop(mounted);
    button.click();
    assert_eq!(presses.get_untracked(), 2);
}
