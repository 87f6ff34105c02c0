//! What is typed in the checkout, whoever types it and whatever else listens in the page: password managers that tell nobody, and
//! shops with shortcuts, or with scripts that forbid copying.

use crate::{browser::Role, merchant, shopper::Shopper};

/// The fields of the checkout, as a program that fills them in sees them.
const FIELDS: &str = "const field = (id) => document.querySelector('ficha-checkout').shadowRoot.querySelector(id);";

/// Fills in name and mail, and tells of it by this.
fn filled(told: &str) -> String {
    format!(
        "{FIELDS} for (const [id, text] of [['#name', 'Ana Núñez Peña'], ['#email', 'ana@example.mx']]) {{
            field(id).value = text; {told}
        }} return 0"
    )
}

#[tokio::test]
async fn fields_that_a_password_manager_fills_without_a_word_are_what_is_sent() {
    for told in ["", "field(id).dispatchEvent(new Event('change', { bubbles: true }));", "field(id).focus(); field(id).blur();"]
    {
        let shopper = Shopper::at_a_shop().await;
        shopper.opens_the_checkout().await;
        shopper.chooses("OXXO").await;
        shopper.checkout().await.find(Role::Textbox, "Correo electrónico").await;
        shopper.browser.ask(&filled(told)).await;
        shopper.asks_for_the_slip().await;
        shopper.reads("reference").await;
    }
}

#[tokio::test]
async fn a_field_that_was_wrong_is_mended_by_whoever_says_only_that_it_has_changed() {
    let shopper = Shopper::at_a_shop().await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.asks_for_the_slip().await;
    let wrong = format!("{FIELDS} return field('#email').ariaInvalid == 'true'");
    shopper.browser.until("the mail to be asked for", &wrong).await;
    shopper.browser.ask(&filled("field(id).dispatchEvent(new Event('change'));")).await;
    shopper.browser.until("it to be right", &format!("return !(() => {{ {wrong} }})()")).await;
    shopper.asks_for_the_slip().await;
    shopper.reads("reference").await;
}

#[tokio::test]
async fn a_pages_shortcuts_eat_no_letter_of_what_is_typed_and_hear_of_none() {
    for (on, capture, hears) in
        [("document", "false", false), ("document", "true", false), ("self", "false", false), ("self", "true", true)]
    {
        for mode in ["dialog", "inline"] {
            let page = format!(
                r#"<script>self.heard = [];
                for (const type of ['keydown', 'keypress', 'keyup'])
                    {on}.addEventListener(type, (event) => {{
                        heard.push(type + event.key);
                        if (/^[samb]$/.test(event.key)) event.preventDefault();
                    }}, {capture});</script>"#
            );
            let shopper = Shopper::at(|product| {
                let line = merchant::line(product, &format!(r#"data-button="btn_demo" data-mode="{mode}""#));
                merchant::page("es-MX", &[page.as_str(), &line].concat())
            })
            .await;
            if mode == "dialog" {
                shopper.opens_the_checkout().await;
            }
            shopper.chooses("OXXO").await;
            shopper.writes("Nombre completo", "samantha Luna").await;
            let said = shopper.browser.ask(&format!("{FIELDS} return field('#name').value")).await;
            assert_eq!(said, "samantha Luna", "{on}, capture {capture}, {mode}");
            let heard = shopper.browser.ask("return self.heard.length > 0").await;
            assert_eq!(heard, hears, "{on}, capture {capture}, {mode}: only who listened at the window before us is earlier");
        }
    }
}

#[tokio::test]
async fn escape_still_closes_the_dialog_and_enter_still_asks_for_the_slip() {
    let shopper = Shopper::at_a_shop_with(
        "<script>for (const on of [self, document]) on.addEventListener('keydown', (event) => event.stopPropagation())</script>",
    )
    .await;
    shopper.opens_the_checkout().await;
    shopper.writes("Nombre completo", "Ana Núñez Peña\u{e00c}").await;
    shopper.checkout().await.gone(Role::Dialog, "Elige cómo pagar").await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.checkout().await.find(Role::Textbox, "Celular").await;
    shopper.writes("Celular", "\u{e007}").await;
    shopper.reads("reference").await;
}
