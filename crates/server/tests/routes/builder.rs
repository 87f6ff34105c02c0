//! The static pages of `www/builder` are what the panel's own functions draw, and what they load is there.

use crate::shop::TestShop;
use backend::base::files::Files;
use backend::pages::panel::{LANGUAGES, builder};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/builder")
}

#[test]
fn the_builders_pages_are_drawn_by_the_panel() {
    for (tag, _) in LANGUAGES {
        let (path, drawn) = (folder().join(builder::file(tag)), builder::page(tag));
        if std::env::var_os("FICHA_WRITE_BUILDER").is_some() {
            std::fs::write(&path, &drawn).unwrap();
        }
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(there == drawn, "{} is not what panel/builder.rs draws: run this with FICHA_WRITE_BUILDER=1", path.display());
    }
}

/// The page's script names each by the code it is answered.
#[test]
fn what_the_script_says_of_a_token_stands_on_the_page() {
    let script = std::fs::read_to_string(folder().join("builder.js")).unwrap();
    for (code, text) in [(api::Code::Unauthorized, "data-wrong-token="), (api::Code::ScopeTooNarrow, "data-wrong-narrow=")] {
        assert!(script.contains(&format!("== {:?}", code.id())), "{}", code.id());
        for (tag, _) in LANGUAGES {
            assert!(builder::page(tag).contains(text), "{tag} {text}");
        }
    }
}

#[tokio::test]
async fn whatever_the_builder_loads_is_served() {
    let shop = TestShop::open_with("", Files::default(), server::files::load(&folder()).unwrap()).await;
    let page = shop.get("/").await;
    assert_eq!(page.status.as_u16(), 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("img-src 'self' data: blob: https:") && !policy.contains("unsafe-inline"), "{policy}");
    for (path, kind) in [("panel.css", "text/css"), ("panel.js", "text/javascript"), ("icon.svg", "image/svg+xml")] {
        let path = format!("/panel/files/{path}");
        assert!(page.body.contains(&path), "the page loads {path}");
        let file = shop.get(&path).await;
        assert!(file.header("content-type").starts_with(kind), "{path}");
        assert_eq!(file.header("cache-control"), "no-cache", "{path} is named by nothing of its content");
    }
    assert_eq!(shop.get("/builder.js").await.status.as_u16(), 200);
}
