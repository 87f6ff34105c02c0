//! The themes of docs/themes.md, as they stand there: a merchant who pastes one has a checkout that can be read, whatever the
//! shopper's own preference, and that looks like its picture.

use crate::{accessible::barriers, merchant, shopper::Shopper};

/// Name and style of each.
fn themes() -> Vec<(String, &'static str)> {
    let documented = include_str!("../../docs/themes.md").split("\n### ").skip(1);
    let read = |theme: &'static str| {
        let (_, style) = theme.split_once("```css\n")?;
        Some((theme.lines().next()?.to_lowercase(), style.split_once("```")?.0))
    };
    documented.map(|theme| read(theme).unwrap_or_else(|| panic!("a theme has a name and a style: {theme}"))).collect()
}

#[tokio::test]
async fn each_theme_can_be_read_in_light_and_in_dark_and_looks_like_its_picture() {
    let mut wrong = Vec::new();
    for (name, style) in themes() {
        let shopper = Shopper::at(|product| {
            let line = merchant::line(product, r#"data-button="btn_demo""#);
            merchant::page("es-MX", &[&line, "<style>", style, "</style>"].concat())
        })
        .await;
        for screen in ["choose", "cash"] {
            if screen == "choose" {
                shopper.opens_the_checkout().await;
                shopper.chooses("7-Eleven").await;
            } else {
                shopper.says_who_pays().await;
                shopper.asks_for_the_slip().await;
                shopper.reads("reference").await;
            }
            for scheme in ["dark", "light"] {
                shopper.browser.prefer(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
                shopper.browser.settle().await;
                let found = barriers(&shopper).await.into_iter().map(|barrier| format!("{name} {screen} {scheme}: {barrier}"));
                wrong.extend(found);
            }
            wrong.extend(shopper.browser.pictures(&format!("theme-{name}-{screen}")).await.err());
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn there_are_three_of_them_with_a_picture_each() {
    let documented = include_str!("../../docs/themes.md");
    let names: Vec<_> = themes().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["papel", "noche", "mercado"]);
    assert!(names.iter().all(|name| documented.contains(&format!("pictures/theme-{name}.png"))));
}
