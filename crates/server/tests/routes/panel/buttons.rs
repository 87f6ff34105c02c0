//! `/panel/buttons`: made, changed and retired with forms, and looked at before they are made.

use super::{Visitor, form, has, seal};
use crate::shop::PIXEL;
use crate::shop::TestShop;
use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Request;

/// What a merchant types, with changes.
fn typed<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("description", "Taza de talavera"),
        ("price", "1,250.50"),
        ("currency", "MXN"),
        ("image", ""),
        ("methods", "cash"),
        ("methods", "spei"),
        ("reference", "TAZA-1"),
        ("label", ""),
        ("lang", ""),
        ("theme", ""),
    ];
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    fields.extend_from_slice(changes);
    fields
}

#[tokio::test]
async fn a_merchant_makes_a_button_and_takes_its_line_along() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    has(&visitor.get("/panel/buttons").await, &["Samsung Gold Curl", "btn_demo", "$150.00", "Activo", "Modo de prueba"]);
    has(&visitor.get("/panel/buttons/new").await, &["enctype=\"multipart/form-data\"", "<option value=\"MXN\" selected=\"\">"]);

    let made = visitor.post("/panel/buttons/new", &typed(&[("lang", "en"), ("label", "Buy \"it\"")])).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let at = made.header("location");
    let id = at.trim_start_matches("/panel/buttons/").trim_end_matches("?made");
    let page = visitor.get(at).await;
    has(&page, &["Tu botón está listo", "Taza de talavera", "$1,250.50", "Probarlo"]);
    has(&page, &[&format!("href=\"http://127.0.0.1:8080/pay/{id}\" target=\"_blank\" rel=\"noopener\"")]);
    has(
        &page,
        &[
            &format!("ficha-checkout button=\"{id}\" lang=\"en\" label=\"Buy &amp;quot;it&amp;quot;\"&gt;&lt;a href="),
            &format!("/pay/{id}\"&gt;Buy \"it\"&lt;/a&gt;&lt;/ficha-checkout&gt;</code>"),
        ],
    );
    let offer = shop.get(&format!("/api/v1/buttons/{id}")).await.json();
    assert_eq!(offer["offer"]["total"]["amount"], 125_050);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let check = async |change: (&str, &str), said: &str| {
        let page = visitor.post("/panel/buttons/new", &typed(&[change])).await;
        assert_eq!(page.status, 422, "{change:?}");
        has(&page, &["Revisa lo que está marcado.", said, "value=\"TAZA-1\""]);
    };
    check(("price", "12,50"), "Escribe el precio así: 1500.00").await;
    check(("description", ""), "Escribe qué vendes").await;
    check(("currency", "PEN"), "Elige una moneda que tu tienda cobre.").await;
    check(("image", "http://evil.mx/a.png"), "Usa una foto PNG").await;
    check(("methods", ""), "Elige al menos una forma de pago.").await;
    let evil = visitor.post("/panel/buttons/new", &typed(&[("price", "\"><script>alert(1)</script>")])).await;
    assert!(!evil.body.contains("<script>alert"), "{}", evil.body);
}

#[tokio::test]
async fn a_button_is_changed_retired_and_put_back() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let changed = visitor.post("/panel/buttons/btn_demo", &typed(&[("methods", "cash"), ("theme", "dark")])).await;
    assert_eq!(changed.header("location"), "/panel/buttons/btn_demo?saved");
    let page = visitor.get(changed.header("location")).await;
    has(&page, &["Guardado.", "button=\"btn_demo\" theme=\"dark\"", "value=\"cash\" checked=\"\"", "Retirar este botón"]);
    assert!(!page.body.contains("value=\"spei\" checked"), "{}", page.body);

    visitor.post("/panel/buttons/btn_demo/retire", &[]).await;
    let page = visitor.get("/panel/buttons/btn_demo").await;
    has(&page, &["Este botón está retirado", "Volver a ponerlo a la venta"]);
    assert!(!page.body.contains("Pega esta línea"), "nothing to paste of what is not sold");
    assert_eq!(shop.get("/api/v1/buttons/btn_demo").await.status, 410);
    visitor.post("/panel/buttons/btn_demo/restore", &[]).await;
    assert_eq!(shop.get("/api/v1/buttons/btn_demo").await.status, 200);
    let mut written: Vec<String> = backend::db::audit::list(&*shop.backend.db, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|line| {
            assert!(line.actor.starts_with("ficha_sk_") && line.about == "btn_demo", "{line:?}");
            line.action
        })
        .collect();
    written.sort();
    assert_eq!(written, ["panel: button changed", "panel: button put back", "panel: button retired"]);
}

#[tokio::test]
async fn a_picture_is_uploaded_and_every_page_can_show_it_and_nothing_else_can_be() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let seal = seal(&visitor.get("/panel/buttons/new").await.body);
    let upload = async |picture: &[u8]| {
        let mut body = Vec::new();
        let mut fields = typed(&[]);
        fields.push(("seal", &seal));
        for (name, value) in fields {
            body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        body.extend(b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"taza.svg\"\r\ncontent-type: image/svg+xml\r\n\r\n");
        body.extend(picture);
        body.extend(b"\r\n--x--\r\n");
        visitor.send("/panel/buttons/new", "multipart/form-data; boundary=x", body).await
    };
    let made = upload(PIXEL).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let id = made.header("location").trim_start_matches("/panel/buttons/").trim_end_matches("?made").to_owned();
    let offer = shop.get(&format!("/api/v1/buttons/{id}")).await.json();
    let url = offer["offer"]["image"].as_str().unwrap();
    let path = url.strip_prefix("http://127.0.0.1:8080").unwrap();
    let picture = shop.get(path).await;
    assert_eq!((picture.header("content-type"), picture.body == String::from_utf8_lossy(PIXEL)), ("image/png", true));
    assert_eq!(picture.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(picture.header("cross-origin-resource-policy"), "cross-origin");

    let refused = upload(b"<svg onload='alert(1)'/>").await;
    assert_eq!(refused.status, 422);
    has(&refused, &["Usa una foto PNG"]);
    assert_eq!(upload(&vec![0; 1024 * 1024 + 70_000]).await.status, 413);
}

#[tokio::test]
async fn a_draft_can_be_looked_at_by_its_merchant_and_never_ordered_from() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let draft = URL_SAFE_NO_PAD.encode(form(&typed(&[])));
    let path = format!("/panel/preview/{draft}/api/v1/buttons/preview");
    let offer = visitor.get(&path).await.json();
    assert_eq!(offer["offer"]["description"], "Taza de talavera");
    assert_eq!(offer["offer"]["total"]["amount"], 125_050);
    assert_eq!(shop.get(&path).await.status, 303, "nobody else");
    let order = Request::post(format!("{path}/orders")).header("cookie", &visitor.cookie);
    let order = shop.send(order.body(Body::empty()).unwrap()).await;
    assert_eq!(order.code(), "409 preview_only");
    let half = URL_SAFE_NO_PAD.encode(form(&typed(&[("price", "x")])));
    let half = visitor.get(&format!("/panel/preview/{half}/api/v1/buttons/preview")).await;
    assert_eq!(half.code(), "409 preview_only");
}
