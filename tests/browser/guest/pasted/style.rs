//! Every line of every `css` snippet does something: it is put into a shop's page by itself, and what it is about is drawn another way
//! than without it. Whether a theme can be read, and looks like its picture, is asked in `themes`.

use super::{documents::Language, snippets};
use crate::shopper::Shopper;

/// The rules of a style: a selector and a declaration each, as if each stood alone.
fn declarations(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for rule in text.split('}').filter(|rule| !rule.trim().is_empty()) {
        let (selector, body) = rule.split_once('{').unwrap_or_else(|| panic!("a rule has a body: {rule}"));
        let lines = body.split(';').map(str::trim).filter(|line| !line.is_empty());
        found.extend(lines.map(|line| (selector.trim().to_owned(), line.to_owned())));
    }
    found
}

/// Hands a page all declarations of all snippets, and is answered those that changed nothing: what is compared is every computed
/// style of the element, of its parts and, for a property of ours, of everything in it.
const IDLE: &str = r#"
    const host = document.querySelector("ficha-checkout");
    const all = [host, ...host.shadowRoot.querySelectorAll("*")].filter((it) => it.checkVisibility?.() || it == host);
    const NAMES = ["color", "background-color", "border-top-color", "border-top-left-radius", "font-family", "outline-color", "fill",
        "stroke", "accent-color", "color-scheme", "display", "width", "caret-color"];
    const look = (name) => all.map((it) => {
        const style = getComputedStyle(it);
        return [...NAMES, name].map((name) => style.getPropertyValue(name)).join(";");
    }).join("\n");
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [sheet];
    return DECLARATIONS.filter(([selector, line]) => {
        const name = line.split(":")[0].trim();
        /* Of a property of ours, what the checkout makes of it. */
        const read = name.startsWith("--") ? name.replace("--ficha-", "--f-") : name;
        /* A theme may say what is so anyway: a property of ours is compared with one of no theme's. */
        sheet.replaceSync(name.startsWith("--") ? `${selector} { ${name}: #010203 }` : "");
        const before = look(read);
        sheet.replaceSync(`${selector} { ${line} }`);
        return look(read) == before;
    });"#;

#[tokio::test]
async fn each_line_of_a_style_of_the_documents_changes_what_is_drawn() {
    let mut all: Vec<(String, String)> = Vec::new();
    for declaration in snippets(Language::Css).iter().flat_map(|snippet| declarations(&snippet.bare())) {
        if !all.contains(&declaration) {
            all.push(declaration);
        }
    }
    let shopper = Shopper::at_a_shop().await;
    shopper.opens_the_checkout().await;
    shopper.chooses("7-Eleven").await;
    let idle = async |all: &[(String, String)]| -> Vec<(String, String)> {
        shopper.browser.settle().await;
        let list = serde_json::to_string(all).expect("texts are JSON");
        let idle = shopper.browser.ask(&IDLE.replace("DECLARATIONS", &list)).await;
        serde_json::from_value(idle).expect("it answers some of them")
    };
    // What does nothing to the first screen may be about the slip.
    let left = idle(&all).await;
    shopper.says_who_pays().await;
    shopper.asks_for_the_slip().await;
    shopper.reads("reference").await;
    assert_eq!(idle(&left).await, []);
}
