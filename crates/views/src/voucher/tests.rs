//! The slip as the server draws it: what must stand on it, and what must not.

use super::*;
use crate::locale::tests::spanish;
use api::{Amount, Barcode, ChargeState, ChargeStore, Hours, Offer, Order, OrderStatus, Voucher};

fn pesos(amount: i64) -> Amount {
    Amount { amount, currency: "MXN".to_owned() }
}

pub(crate) fn charge(payable: Payable, till_fee: Option<i64>, barcode: Option<&str>) -> Charge {
    let transfer = matches!(payable, Payable::Transfer { .. });
    Charge {
        id: "chg_1".to_owned(),
        method: if transfer { "spei" } else { "cash" }.to_owned(),
        store: (!transfer).then(|| ChargeStore {
            id: "OXXO".to_owned(),
            name: "OXXO".to_owned(),
            badge: Some("oxxo".to_owned()),
            bank: false,
            hours: Some(Hours { from: 480, to: 1200 }),
        }),
        status: ChargeState::Pending,
        late: false,
        amount: pesos(15000),
        received: pesos(0),
        refunded: None,
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        paid_at: None,
        voucher: Some(Voucher {
            amount: pesos(15000),
            till_fee: till_fee.map(pesos),
            expires_at: Some("2026-11-21T18:30:00Z".to_owned()),
            pay_by: None,
            reminders: vec![],
            zone: "America/Mexico_City".to_owned(),
            payable,
            barcode: barcode.map(|content| Barcode { content: content.to_owned(), symbology: "code128".to_owned() }),
            link: None,
            pdf: None,
            references: vec![],
            chains: vec![],
            alternatives: vec![],
        }),
        sms: false,
        can_cancel: false,
    }
}

pub(crate) fn deposit() -> Payable {
    Payable::Deposit { account: "0012345678901234".to_owned(), bank: Some("Banco de Pruebas".to_owned()), beneficiary: None }
}

/// An order with this charge alone.
pub(crate) fn order(charge: Charge) -> Order {
    Order {
        id: "ord_1".to_owned(),
        status: OrderStatus::Pending,
        late: false,
        version: 1,
        reference: None,
        offer: Offer {
            merchant: "Tienda Lupita".to_owned(),
            description: "Samsung Gold Curl".to_owned(),
            image: None,
            total: pesos(15000),
            country: "MX".to_owned(),
            methods: vec![],
            test: true,
        },
        received: pesos(0),
        refunded: None,
        missing: pesos(15000),
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        expires_at: None,
        success_url: None,
        known: Vec::new(),
        charges: vec![charge],
    }
}

/// Our page of that order.
pub(crate) const ADDRESS: &str = "https://pay.example.mx/o/ord_1";

/// What a slip of that order says.
pub(crate) fn facts(charge: &Charge) -> Facts {
    Facts::of(&spanish(), &order(charge.clone()), charge, ADDRESS).unwrap()
}

fn drawn(charge: &Charge) -> String {
    let mut out = String::new();
    // An hour before the end, by the clock of `spanish`.
    let now = ((21 * 24 + 17) * 60 + 30) * 60;
    let order = order(charge.clone());
    crate::markup::write(&voucher(&spanish(), &order, charge, ADDRESS, Box::new(move || now), &|_, _| nothing()), &mut out);
    out
}

#[test]
fn a_deposit_names_its_account_and_what_to_bring() {
    let slip = drawn(&charge(deposit(), Some(900), None));
    assert!(slip.contains(r#"part="reference" data-value="0012345678901234""#), "{slip}");
    assert!(slip.contains("<span>0012</span> <span>3456</span> <span>7890</span> <span>1234</span>"), "{slip}");
    assert!(slip.contains("Cuenta para depósito") && slip.contains("Banco de Pruebas"), "{slip}");
    assert!(slip.contains("más $9.00 que cobra la tienda: lleva <b translate=\"no\">$159.00</b>"), "{slip}");
    assert!(slip.contains("hora de la Ciudad de México ·</span> <span>queda 1 hora</span>"), "{slip}");
    assert!(slip.contains("Ve a la caja de cualquier OXXO, de 8:00 a 20:00."), "{slip}");
}

#[test]
fn the_providers_page_and_its_file_are_links_below_the_slip_and_nothing_but_the_webs_addresses_is_followed() {
    let mut charge = charge(deposit(), None, None);
    let mut links = |page: &str, pdf: &str| {
        let slip = charge.voucher.as_mut().unwrap();
        (slip.link, slip.pdf) = (Some(page.to_owned()), Some(pdf.to_owned()));
        drawn(&charge)
    };
    let slip = links("https://red.example.mx/v/1", "https://red.example.mx/v/1.pdf");
    for (address, words) in [("1", "Ver en la página de la red de pagos"), ("1.pdf", "Descargar PDF")] {
        let link =
            format!(r#"<a href="https://red.example.mx/v/{address}" target="_blank" rel="noopener noreferrer">{words}</a>"#);
        assert!(slip.contains(&link), "{slip}");
    }
    let slip = links("javascript:alert(1)", "http://red.example.mx/v/1.pdf");
    assert!(!slip.contains("<a "), "{slip}");
}

#[test]
fn a_voucher_for_no_store_in_particular_is_cash_and_says_which_chains_take_it() {
    let mut charge = charge(deposit(), None, None);
    charge.store = None;
    assert!(drawn(&charge).contains("<b translate=\"no\">Efectivo en tienda</b>"), "{}", drawn(&charge));
    assert!(!drawn(&charge).contains("Ve a la caja"), "nobody says of which");
    let chain = |name: &str| ChargeStore { id: name.to_owned(), name: name.to_owned(), badge: None, bank: false, hours: None };
    charge.voucher.as_mut().unwrap().chains = vec![chain("Soriana"), chain("Extra")];
    assert!(drawn(&charge).contains("Ve a la caja de cualquier Soriana, Extra."), "{}", drawn(&charge));
}

#[test]
fn bars_are_drawn_only_where_a_till_reads_them() {
    assert!(!drawn(&charge(deposit(), None, None)).contains("<svg"));
    let slip = drawn(&charge(deposit(), None, Some("0012345678901234")));
    assert!(slip.contains(r#"aria-label="Código de barras de 0012345678901234""#), "{slip}");
    assert!(slip.contains("muestra el código"), "{slip}");
}

#[test]
fn a_transfer_is_grouped_as_a_clabe_is_read() {
    let payable = Payable::Transfer {
        clabe: "646180146400219781".to_owned(),
        bank: Some("STP".to_owned()),
        beneficiary: None,
        concept: Some("481AD8F9".to_owned()),
    };
    let slip = drawn(&charge(payable, None, None));
    assert!(slip.contains("<span>646</span> <span>180</span> <span>1464</span> <span>0021</span> <span>9781</span>"), "{slip}");
    assert!(slip.contains("la cantidad exacta") && slip.contains("481AD8F9"), "{slip}");
}

fn page() -> Payable {
    Payable::Page { url: "https://red.example.mx/v/1".to_owned(), company: "Mercado Pago".to_owned() }
}

#[test]
fn a_slip_that_a_page_alone_shows_opens_it_and_its_steps_say_so() {
    let mut charge = charge(page(), None, None);
    charge.voucher.as_mut().unwrap().link = Some("https://red.example.mx/v/1".to_owned());
    let slip = drawn(&charge);
    let open = r#"href="https://red.example.mx/v/1" target="_blank" rel="noopener noreferrer" class="go">Abrir mi ficha</a>"#;
    assert!(slip.contains(open) && slip.contains("El código para la caja está en la página de"), "{slip}");
    assert!(slip.contains(r#"part="page" data-value="https://red.example.mx/v/1""#) && slip.contains("Mercado Pago"), "{slip}");
    assert!(!slip.contains("Ver en la página de la red"), "it is opened by one button: {slip}");
    let steps = steps::texts(&spanish(), &charge);
    insta::assert_snapshot!(steps.join("\n"), @r"
    Abre tu ficha en la página de Mercado Pago y llévala en el celular o impresa.
    Ve a la caja de cualquier OXXO, de 8:00 a 20:00.
    Muestra o dicta en la caja el código que dice esa página.
    Paga la cantidad exacta y guarda tu recibo.
    ");
    let closed = drawn(&Charge { status: ChargeState::Expired, ..charge });
    assert!(!closed.contains("<a "), "what has run out is not opened: {closed}");
}

#[test]
fn a_page_that_is_none_of_the_webs_is_not_opened() {
    let payable = Payable::Page { url: "javascript:alert(1)".to_owned(), company: "Mercado Pago".to_owned() };
    assert!(!drawn(&charge(payable, None, None)).contains("<a "));
}

#[test]
fn a_code_that_every_bank_takes_is_looked_for_in_ones_own_bank() {
    let steps = |company: &str| {
        let payable = Payable::Reference { reference: "1234567890".to_owned(), company: Some(company.to_owned()) };
        let mut charge = charge(payable, None, None);
        charge.store = Some(ChargeStore {
            id: "PAGOEFECTIVO".to_owned(),
            name: "PagoEfectivo".to_owned(),
            badge: Some("pagoefectivo".to_owned()),
            bank: true,
            hours: None,
        });
        steps::texts(&spanish(), &charge).remove(0)
    };
    let (own, other) = (steps("PagoEfectivo"), steps("Pagos SA"));
    assert!(own.starts_with("En la app o la web de tu banco, elige pagar servicios y busca PagoEfectivo."), "{own}");
    assert!(other.starts_with("En la app o la web de PagoEfectivo, elige pagar servicios y busca Pagos SA."), "{other}");
}

#[test]
fn a_transfer_that_came_in_part_asks_for_the_rest() {
    let payable = Payable::Transfer { clabe: "646180146400219781".to_owned(), bank: None, beneficiary: None, concept: None };
    let part = Charge { status: ChargeState::Paid, received: pesos(5000), ..charge(payable, None, None) };
    let slip = drawn(&part);
    assert!(
        slip.contains(r#"<strong part="amount" translate="no">$100.00</strong>"#) && slip.contains(r#"data-status="open""#),
        "{slip}"
    );
}

#[test]
fn a_slip_that_has_run_out_offers_neither_bars_nor_steps() {
    let expired = Charge { status: ChargeState::Expired, ..charge(deposit(), None, Some("0012345678901234")) };
    let slip = drawn(&expired);
    assert!(slip.contains(r#"data-status="closed""#) && !slip.contains("<svg") && !slip.contains("<ol>"), "{slip}");
}

#[test]
fn what_a_merchant_or_provider_writes_is_text_and_never_markup() {
    let evil = "<img src=x onerror=alert(1)>";
    let mut charge = charge(Payable::Reference { reference: "1\"><b>".to_owned(), company: Some(evil.to_owned()) }, None, None);
    charge.store =
        Some(ChargeStore { id: "X".to_owned(), name: evil.to_owned(), badge: Some(evil.to_owned()), bank: false, hours: None });
    let slip = drawn(&charge);
    assert!(!slip.contains("<img") && slip.contains("&lt;img"), "{slip}");
    assert!(slip.contains(r#"data-value="1&quot;&gt;&lt;b&gt;""#), "{slip}");
}

#[test]
fn a_slip_that_has_run_out_says_until_when_it_could_be_paid_and_not_what_is_left() {
    let expired = drawn(&Charge { status: ChargeState::Expired, ..charge(deposit(), None, None) });
    assert!(expired.contains("Podía pagarse hasta el 2026-11-21, 18:30"), "{expired}");
    assert!(!expired.contains("queda 1 hora") && !expired.contains("Paga antes"), "{expired}");
}

#[test]
fn a_slip_without_an_end_says_so_or_ends_with_its_order() {
    let mut endless = charge(deposit(), None, None);
    endless.voucher.as_mut().unwrap().expires_at = None;
    let said = |order: &Order| {
        let facts = Facts::of(&spanish(), order, &endless, ADDRESS).unwrap();
        crate::share::text(&spanish(), &facts).lines().last().unwrap().replace('\u{a0}', " ")
    };
    let never = order(endless.clone());
    assert_eq!(said(&never), "No vence: paga cuando puedas.");
    let ends = Order { expires_at: Some("2026-11-30T06:00:00Z".to_owned()), ..never };
    assert_eq!(said(&ends), "Paga antes del 2026-11-30, 6:00 h (hora de la Ciudad de México)");
    assert!(drawn(&endless).contains("No vence") && !drawn(&endless).contains("queda"), "{}", drawn(&endless));
    let over = Charge { status: ChargeState::Canceled, ..endless.clone() };
    assert!(!drawn(&over).contains("No vence"));
}

#[test]
fn where_tills_close_before_the_end_the_slip_says_so_and_is_not_called_expired() {
    let mut early = charge(deposit(), None, None);
    let slip = early.voucher.as_mut().unwrap();
    // An hour and a half before: the till has been closed for half an hour.
    slip.pay_by = Some("2026-11-21T17:00:00Z".to_owned());
    let slip = drawn(&early);
    assert!(slip.contains("Paga antes del 2026-11-21, 17:00") && slip.contains("las cajas ya cerraron"), "{slip}");
    assert!(!slip.contains("18:30") && !slip.contains("ya venció"), "{slip}");
}

/// Everything that leaves the page, as a reader reads it.
fn media(charge: &Charge) -> [(&'static str, String); 4] {
    let (locale, facts) = (spanish(), facts(charge));
    let picture = crate::picture::pieces(&locale, &facts).into_iter().map(|piece| match piece {
        crate::picture::Piece::Line(text, ..) | crate::picture::Piece::Bars(text) => text,
    });
    // The band above them says where.
    let picture = [facts.place.clone()].into_iter().chain(picture).collect::<Vec<_>>().join(" ");
    let calendar = crate::calendar::reminder(&locale, &facts, charge, "2026-11-20T18:30:00Z").unwrap();
    let calendar = calendar.replace("\r\n ", "").replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n");
    // What a reader of the slip sees, with the groups of the digits as words.
    let slip = drawn(charge).replace("</span> <span>", " ");
    [("slip", slip), ("message", crate::share::whole(&locale, &facts)), ("picture", picture), ("calendar", calendar)]
}

/// What a customer reads of a field of a voucher, and in which medium it need not stand.
fn read_as(field: &str, value: &serde_json::Value) -> (Vec<String>, &'static [&'static str]) {
    let text = value.as_str().unwrap_or_default().to_owned();
    let groups = |groups: Vec<&str>| (vec![groups.join(" ")], &[][..]);
    match field {
        "amount" => (vec!["$150.00".to_owned()], &[]),
        "till_fee" => (vec!["$9.00".to_owned(), "$159.00".to_owned()], &[]),
        "zone" => (vec!["hora de la Ciudad de México".to_owned()], &[]),
        "pay_by" => (vec![format!("Paga antes del {}, {}", &text[..10], &text[11..16])], &[]),
        // Tills close before it.
        "expires_at" => (vec![], &[]),
        "reminders" => (vec!["BEGIN:VALARM".to_owned()], &["slip", "message", "picture"]),
        "payable.kind" => (vec![], &[]),
        "payable.account" | "payable.reference" => groups(payments::voucher::groups(&text)),
        // To be pasted out of a text, and read from anything else.
        "payable.clabe" => (vec![payments::clabe::groups(&text).join(" ")], &["message", "calendar"]),
        "payable.bank" | "payable.beneficiary" | "payable.company" | "payable.concept" | "payable.url" | "link" => {
            (vec![text], &[])
        }
        // Nobody scans a text.
        "barcode.content" => (vec![text], &["message", "calendar"]),
        "barcode.symbology" => (vec![], &[]),
        other => panic!("what does a customer read of {other}?"),
    }
}

#[test]
fn every_field_of_a_voucher_stands_in_whatever_leaves_the_page() {
    let some = |text: &str| Some(text.to_owned());
    let payables = [
        Payable::Deposit { account: "0012345678901234".to_owned(), bank: some("Banco Uno"), beneficiary: some("Lupita SA") },
        Payable::Reference { reference: "93000262276908".to_owned(), company: some("Convenio 1234") },
        Payable::Transfer {
            clabe: "646180146400219781".to_owned(),
            bank: some("STP"),
            beneficiary: some("Lupita SA"),
            concept: some("481AD8F9"),
        },
        page(),
    ];
    for payable in payables {
        let mut charge = charge(payable, Some(900), Some("7501234567890"));
        let slip = charge.voucher.as_mut().unwrap();
        slip.pay_by = some("2026-11-21T17:45:00Z");
        slip.reminders = vec!["2026-11-21T15:45:00Z".to_owned()];
        slip.link = some("https://red.example.mx/v/1");
        let mut fields = Vec::new();
        for (name, value) in serde_json::to_value(&*slip).unwrap().as_object().unwrap() {
            match value.as_object().filter(|_| matches!(name.as_str(), "payable" | "barcode")) {
                Some(inner) => fields.extend(inner.iter().map(|(inner, value)| (format!("{name}.{inner}"), value.clone()))),
                None => fields.push((name.clone(), value.clone())),
            }
        }
        let place = if charge.store.is_some() { "OXXO" } else { "SPEI" };
        let always = [place, "Tienda Lupita: Samsung Gold Curl", "Modo de prueba", ADDRESS];
        let always = always.map(|text| (text.to_owned(), (vec![text.to_owned()], &[][..])));
        let fields = fields.into_iter().map(|(name, value)| (name.clone(), read_as(&name, &value)));
        for (name, (said, elsewhere)) in always.into_iter().chain(fields) {
            for (medium, whole) in media(&charge).iter().filter(|(medium, _)| !elsewhere.contains(medium)) {
                let whole = whole.replace('\u{a0}', " ");
                assert!(said.iter().all(|said| whole.contains(said)), "{name} is not said by the {medium}: {said:?}\n{whole}");
            }
        }
    }
}
