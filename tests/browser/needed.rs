//! What a way to pay needs of the customer: said at the field as soon as the way is chosen, and asked for before anything is sent.
//!
//! No provider of the demo needs a phone, so the page puts it into the offer that its checkout reads.

use crate::{merchant, shopper::Shopper};

const FIELD: &str = "const field = (id) => document.querySelector('ficha-checkout').shadowRoot.querySelector(id);";

/// A page in whose offers cash needs a phone, and a first and a last name.
const IN_CASH: &str = r#"<script>
    const real = self.fetch;
    self.fetch = async (url, ...how) => {
        const answer = await real(url, ...how);
        if (!/json/.test(answer.headers.get('content-type'))) return answer;
        const said = (await answer.text()).replaceAll('"method":"cash"', '"method":"cash","needs":["last_name","phone"]');
        return new Response(said, { status: answer.status, headers: answer.headers });
    };
</script>"#;

/// Waits until a field says this below, and is required or not.
async fn until(shopper: &Shopper, field: &str, required: bool, says: &str) {
    let holds = format!(
        "{FIELD} const it = field('#{field}');
        return it && it.required == {required} && field('#{field}-below').textContent == '{says}'"
    );
    shopper.browser.until(&format!("{field} to say {says}"), &holds).await;
}

#[tokio::test]
async fn a_way_that_needs_a_phone_and_two_names_says_so_once_it_is_chosen_and_asks_for_them_before_anything_is_sent() {
    let shopper = Shopper::at(|product| {
        let line = merchant::line(product, r#"data-button="btn_demo""#);
        merchant::page("es-MX", &[IN_CASH, &line].concat())
    })
    .await;
    shopper.opens_the_checkout().await;
    until(&shopper, "phone", false, "A 10 dígitos. Necesario para: Efectivo en tienda").await;
    until(&shopper, "name", true, "Con nombre y apellido").await;
    shopper.chooses("SPEI").await;
    until(&shopper, "phone", false, "Opcional, a 10 dígitos").await;
    shopper.chooses("OXXO").await;
    until(&shopper, "phone", true, "Necesario, a 10 dígitos").await;

    shopper.writes("Nombre completo", "Ana").await;
    shopper.writes("Correo electrónico", "ana@example.mx").await;
    shopper.asks_for_the_slip().await;
    until(&shopper, "name", true, "Escribe tu nombre y apellido.").await;
    until(&shopper, "phone", true, "Escribe los 10 dígitos de tu celular.").await;
    assert_eq!(shopper.charges().await, 0);

    // A way that does without it takes the complaint back.
    shopper.chooses("SPEI").await;
    until(&shopper, "phone", false, "Opcional, a 10 dígitos").await;
    shopper.chooses("OXXO").await;
    shopper.writes("Nombre completo", "Ana Núñez").await;
    shopper.writes("Celular", "55 1234 5678").await;
    until(&shopper, "phone", true, "Necesario, a 10 dígitos").await;
    shopper.asks_for_the_slip().await;
    shopper.reads("reference").await;
}
