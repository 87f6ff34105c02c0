//! What the documents tell an operator or a developer of a server to do, done: commands in bash against a running backend, its answers
//! against those shown, configurations read by the backend itself, and the code that verifies a webhook against a signed one.
//!
//! What stands for the reader's own is replaced by this test's (`shop.rs`), and nothing else. Snippets for pages are run in a browser:
//! `tests/browser/guest/pasted/`.

mod shop;
mod shown;
#[path = "../../../../../tests/documents/mod.rs"]
mod snippets;

use backend::config::safety::reasons_not_to_start;
use serde_json::Value;
use shop::Shop;
use snippets::{Document, Language, Snippet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The English ones: their translations have the same to copy, which `tests/documents/translated.rs` asks.
fn in_english() -> Vec<Document> {
    let all = snippets::all(&root()).into_iter();
    all.filter(|document| document.path != "README.es.md" && !document.path.starts_with("docs/es/")).collect()
}

fn only(language: Language) -> String {
    let mut found: Vec<Snippet> = snippets::in_language(&root(), language);
    assert_eq!(found.len(), 1, "one way to verify a webhook in {language:?}");
    found.remove(0).text
}

#[tokio::test(flavor = "multi_thread")]
async fn each_command_of_the_documents_does_what_it_says() {
    let shop = Shop::open().await;
    for document in in_english() {
        for (index, snippet) in document.snippets.iter().enumerate().filter(|(_, snippet)| snippet.language == Language::Sh) {
            let answer = shop.does(&snippet.place, &snippet.text);
            let shown = document.snippets.get(index + 1).filter(|next| next.language == Language::Json).map(read);
            let Some(shown) = shown.filter(|shown| !shown::is_event(shown)) else {
                // Only what is shown to be refused may be.
                let refused = answer.statuses.iter().any(|status| !status.starts_with('2'));
                assert!(!refused, "{}: {:?} {}", snippet.place, answer.statuses, answer.said);
                continue;
            };
            let said: Value = serde_json::from_str(&answer.said).unwrap_or_else(|error| panic!("{}: {error}", snippet.place));
            assert_eq!(shown::differences(&shown, &said), Vec::<String>::new(), "{}", snippet.place);
        }
    }
}

fn read(json: &Snippet) -> Value {
    serde_json::from_str(&json.text).unwrap_or_else(|error| panic!("{}: {error}", json.place))
}

#[test]
fn each_answer_that_is_shown_is_compared_with_one() {
    for document in in_english() {
        for (index, snippet) in document.snippets.iter().enumerate().filter(|(_, snippet)| snippet.language == Language::Json) {
            let asked = index > 0 && document.snippets[index - 1].language == Language::Sh;
            assert!(asked || shown::is_event(&read(snippet)), "{}: neither an answer nor an event", snippet.place);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_what_the_documents_show_and_their_code_verifies_it() {
    let shop = Shop::open().await;
    let (secret, heard) = shop.hears_of_a_paid_order().await;
    let body: Value = serde_json::from_str(&heard.body).unwrap();
    let shown: Vec<Value> = snippets::in_language(&root(), Language::Json).iter().map(read).collect();
    let shown = shown.iter().find(|shown| shown::is_event(shown)).expect("an event is shown");
    assert_eq!(shown::differences(shown, &body), Vec::<String>::new());

    let (node, python) = (only(Language::Mjs), only(Language::Python));
    let node = [&node[..], "\nconst [secret, headers, body] = JSON.parse(process.argv[2]);\n", NODE].concat();
    let python = [&python[..], "\nimport sys\nsecret, headers, body = json.loads(sys.argv[1])\n", PYTHON].concat();
    let verifies = |program: &str, file: &str, code: &str, secret: &str, headers: &Value, body: &str| {
        let handed = serde_json::to_string(&(secret, headers, body)).unwrap();
        shop.program(program, file, code, &handed)
    };
    for (program, file, code) in [("node", "verify.mjs", &node), ("python3", "verify.py", &python)] {
        let check = |secret: &str, headers: &Value, body: &str, expected: &str| {
            assert_eq!(verifies(program, file, code, secret, headers, body), expected, "{program}");
        };
        let with = |name: &str, value: &str| {
            let mut headers = heard.headers.clone();
            headers[name] = value.into();
            headers
        };
        check(&secret, &heard.headers, &heard.body, "order.paid");
        let two = format!("v1,AAAA {}", heard.headers["webhook-signature"].as_str().unwrap());
        check(&secret, &with("webhook-signature", &two), &heard.body, "order.paid");
        check(&secret, &heard.headers, &heard.body.replace("15000", "1"), "refused");
        check(&secret, &with("webhook-id", "msg_other"), &heard.body, "refused");
        check(&secret, &with("webhook-timestamp", "1763700000"), &heard.body, "refused");
        check(&secret, &with("webhook-signature", "v1,AAAA"), &heard.body, "refused");
        check("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &heard.headers, &heard.body, "refused");
    }
}

/// Says the type of the event, or that it was refused.
const NODE: &str = "try { console.log(verified(secret, headers, body).type); } catch { console.log('refused'); }\n";
const PYTHON: &str =
    "try:\n    print(verified(secret, headers, body.encode())['type'])\nexcept ValueError:\n    print('refused')\n";

#[test]
fn each_configuration_of_the_documents_is_one() {
    for snippet in snippets::in_language(&root(), Language::Toml) {
        let text = snippet.text.replace("pk_live_...", "pk_live_8781245a88240f9cf");
        let live = text.contains("mode = \"live\"");
        let key = if live { "sk_live_56e31883637446b1b" } else { "sk_test_56e31883637446b1b" };
        let environment = [("FICHA_COMPROPAGO__SECRET_KEY".to_owned(), key.to_owned())].into_iter().collect();
        let config =
            server::configuration::read(&text, environment).unwrap_or_else(|error| panic!("{}: {error:#}", snippet.place));
        // One that shows where it is reached is a whole one, and a backend starts with it.
        if text.contains("public_url") {
            let reasons = reasons_not_to_start(&config, &[("compropago", live)]);
            assert_eq!(reasons, Vec::<String>::new(), "{}", snippet.place);
        }
    }
}
