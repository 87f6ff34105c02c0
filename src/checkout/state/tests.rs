//! The screens a shopper sees, told as what happens to them.

use super::*;
use api::{Amount, Payable, Voucher};

fn pesos(amount: i64) -> Amount {
    Amount { amount, currency: "MXN".to_owned() }
}

fn offer() -> Offer {
    Offer {
        merchant: "Tienda Lupita".to_owned(),
        description: "Samsung Gold Curl".to_owned(),
        image: None,
        total: pesos(15000),
        country: "MX".to_owned(),
        methods: vec![],
        test: true,
    }
}

fn charge(id: &str, status: ChargeState) -> Charge {
    Charge {
        id: id.to_owned(),
        method: "cash".to_owned(),
        store: None,
        status,
        late: false,
        amount: pesos(15000),
        received: pesos(0),
        refunded: None,
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        paid_at: None,
        voucher: (status != ChargeState::Requested).then(|| Voucher {
            amount: pesos(15000),
            till_fee: None,
            expires_at: Some("2026-11-21T18:30:00Z".to_owned()),
            zone: "America/Mexico_City".to_owned(),
            payable: Payable::Reference { reference: "93000262276908".to_owned(), company: None },
            barcode: None,
            link: None,
            pdf: None,
            references: vec![],
            chains: vec![],
            alternatives: vec![],
            pay_by: None,
            reminders: vec![],
        }),
        sms: false,
        can_cancel: false,
    }
}

fn order(version: i64, status: OrderStatus, charges: Vec<Charge>) -> Msg {
    Msg::Order(Box::new(Order {
        id: "ord_1".to_owned(),
        status,
        late: false,
        version,
        reference: None,
        offer: offer(),
        received: pesos(0),
        refunded: None,
        missing: pesos(15000),
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        expires_at: None,
        success_url: None,
        known: Vec::new(),
        charges,
    }))
}

fn check(msg: Vec<Msg>, expected: Screen) {
    let mut state = State::default();
    for msg in msg.clone() {
        state.update(msg);
    }
    assert_eq!(state.screen(), expected, "{msg:?}");
}

use ChargeState as C;
use OrderStatus as O;

#[test]
fn the_way_of_a_shopper_who_pays() {
    check(vec![], Screen::Loading);
    check(vec![Msg::Asked], Screen::Loading);
    check(vec![Msg::Offered(offer())], Screen::Choose);
    check(vec![Msg::Offered(offer()), Msg::Asked], Screen::Choose);
    let pending = order(2, O::Pending, vec![charge("a", C::Pending)]);
    check(vec![pending.clone()], Screen::Voucher);
    check(vec![pending, order(3, O::Paid, vec![charge("a", C::Paid)])], Screen::Paid);
}

#[test]
fn a_charge_without_an_answer_shows_no_slip() {
    check(vec![order(1, O::Pending, vec![charge("a", C::Requested)])], Screen::Choose);
    check(vec![order(1, O::Open, vec![charge("a", C::Declined)])], Screen::Choose);
}

#[test]
fn a_slip_is_shown_as_soon_as_it_is_made_whatever_the_order_says_later() {
    let Msg::Order(opened) = order(1, O::Open, vec![]) else { unreachable!("it is an order") };
    let made = |id| Box::new(charge(id, C::Pending));
    let first = Msg::Charged(Some(opened), made("a"));
    check(vec![Msg::Offered(offer()), Msg::Asked, first.clone()], Screen::Voucher);
    let mut state = State::default();
    let mut told = Vec::new();
    for msg in [
        first,
        order(2, O::Pending, vec![charge("a", C::Pending)]),
        Msg::Choose,
        Msg::Charged(None, made("b")),
        order(3, O::Pending, vec![charge("a", C::Canceled), charge("b", C::Pending)]),
        order(4, O::Paid, vec![charge("a", C::Canceled), charge("b", C::Paid)]),
    ] {
        told.extend(state.update(msg).events);
    }
    assert_eq!(told, ["ficha:voucher", "ficha:voucher", "ficha:paid"]);
}

#[test]
fn who_changes_their_mind_chooses_until_there_is_another_slip_or_money() {
    let first = order(2, O::Pending, vec![charge("a", C::Pending)]);
    check(vec![first.clone(), Msg::Choose], Screen::Choose);
    check(vec![first.clone(), Msg::Choose, first.clone()], Screen::Choose);
    check(
        vec![first.clone(), Msg::Choose, order(3, O::Pending, vec![charge("a", C::Pending), charge("b", C::Pending)])],
        Screen::Voucher,
    );
    check(vec![first, Msg::Choose, order(3, O::Paid, vec![charge("a", C::Paid)])], Screen::Paid);
}

#[test]
fn an_order_whose_money_went_back_is_closed_and_there_is_nothing_to_choose() {
    let (paid, back) = (order(3, O::Paid, vec![charge("a", C::Paid)]), order(4, O::Refunded, vec![charge("a", C::Refunded)]));
    check(vec![back.clone()], Screen::Problem);
    check(vec![paid.clone(), back.clone()], Screen::Problem);
    let mut state = State::default();
    state.update(paid);
    state.update(back);
    let error = state.error.unwrap();
    assert_eq!(
        (error.code.as_str(), error.reason.as_deref(), error.remedy()),
        ("order_closed", Some("refunded"), Remedy::Leave)
    );
}

#[test]
fn an_expired_slip_is_still_shown_and_part_of_the_money_too() {
    check(vec![order(3, O::Expired, vec![charge("a", C::Expired)])], Screen::Voucher);
    check(vec![order(3, O::PartlyPaid, vec![charge("a", C::Paid)])], Screen::Voucher);
}

#[test]
fn an_older_copy_of_the_order_changes_nothing() {
    check(
        vec![order(3, O::Paid, vec![charge("a", C::Paid)]), order(2, O::Pending, vec![charge("a", C::Pending)])],
        Screen::Paid,
    );
}

#[test]
fn a_problem_is_shown_until_the_next_try_unless_it_stands_at_a_field() {
    let field = CheckoutError {
        code: "invalid_fields".to_owned(),
        fields: vec!["customer.email".to_owned()],
        ..CheckoutError::default()
    };
    check(vec![Msg::Offered(offer()), Msg::Failed(CheckoutError::offline())], Screen::Problem);
    check(vec![Msg::Offered(offer()), Msg::Failed(CheckoutError::offline()), Msg::Asked], Screen::Choose);
    check(vec![Msg::Offered(offer()), Msg::Failed(field)], Screen::Choose);
    check(vec![Msg::Failed(CheckoutError::offline())], Screen::Problem);
    check(vec![Msg::Failed(CheckoutError::offline()), Msg::Asked], Screen::Loading);
}

#[test]
fn the_button_below_a_problem_does_what_helps_and_never_asks_again_what_is_refused_again() {
    let of = |code: &str| CheckoutError { code: code.to_owned(), ..CheckoutError::default() };
    for (code, expected) in [
        ("too_many_vouchers", Remedy::Slip),
        ("over_limit", Remedy::Choose),
        ("under_minimum", Remedy::Choose),
        ("store_not_offered", Remedy::Choose),
        ("method_not_offered", Remedy::Choose),
        ("provider_refused", Remedy::Choose),
        ("preview_only", Remedy::Leave),
        ("button_retired", Remedy::Leave),
        ("order_closed", Remedy::Leave),
        ("provider_unreachable", Remedy::Retry),
        ("too_many_requests", Remedy::Retry),
        ("offline", Remedy::Retry),
    ] {
        assert_eq!(of(code).remedy(), expected, "{code}");
    }
    let slip = order(2, O::Pending, vec![charge("a", C::Pending)]);
    check(vec![slip, Msg::Choose, Msg::Failed(of("too_many_vouchers")), Msg::Back], Screen::Voucher);
}

#[test]
fn money_that_arrives_while_a_problem_is_shown_is_shown() {
    check(vec![Msg::Failed(CheckoutError::offline()), order(3, O::Paid, vec![charge("a", C::Paid)])], Screen::Paid);
}

#[test]
fn money_that_changes_is_drawn_on_every_screen_that_shows_it() {
    let money = |version, status, charges, received: i64| {
        let Msg::Order(order) = order(version, status, charges) else { unreachable!("it is an order") };
        let missing = pesos((15_000 - received).max(0));
        Msg::Order(Box::new(Order { received: pesos(received), missing, ..*order }))
    };
    let slips = |a, b| vec![charge("a", a), charge("b", b)];
    let mut state = State::default();
    state.update(money(1, O::Pending, slips(C::Pending, C::Pending), 0));
    assert!(!state.update(money(2, O::Pending, slips(C::Pending, C::Pending), 0)).screen, "nothing has changed");
    assert!(
        state.update(money(3, O::PartlyPaid, slips(C::Pending, C::Pending), 5_000)).screen,
        "the slip says what is missing"
    );
    state.update(Msg::Choose);
    assert!(state.update(money(4, O::PartlyPaid, slips(C::Pending, C::Pending), 6_000)).screen, "so does the choosing");
    state.update(money(5, O::Paid, slips(C::Paid, C::Pending), 15_000));
    let both = state.update(money(6, O::Overpaid, slips(C::Paid, C::Paid), 30_000));
    assert_eq!((state.screen(), both.screen, both.events), (Screen::Paid, true, vec![]), "both slips were paid");
}

#[test]
fn the_page_is_told_each_thing_once() {
    let mut state = State::default();
    let mut told = Vec::new();
    for msg in [
        order(1, O::Pending, vec![charge("a", C::Pending)]),
        order(2, O::Pending, vec![charge("a", C::Pending)]),
        order(3, O::Expired, vec![charge("a", C::Expired)]),
        order(4, O::Pending, vec![charge("a", C::Expired), charge("b", C::Pending)]),
        order(5, O::Paid, vec![charge("a", C::Expired), charge("b", C::Paid)]),
        order(6, O::Paid, vec![charge("a", C::Expired), charge("b", C::Paid)]),
    ] {
        told.extend(state.update(msg).events);
    }
    assert_eq!(told, ["ficha:voucher", "ficha:expired", "ficha:voucher", "ficha:paid"]);
}

#[test]
fn a_voucher_that_is_still_good_is_kept_or_gone_back_to_and_never_made_twice() {
    let mut state = State::default();
    state.update(order(1, O::Pending, vec![charge("a", C::Pending)]));
    state.update(Msg::Choose);
    assert_eq!(state.screen(), Screen::Choose);
    assert!(state.has("cash") && !state.has("spei") && !state.has("cash/OXXO"));
    state.update(Msg::Back);
    assert_eq!(state.screen(), Screen::Voucher);
    // Withdrawn, there is nothing to go back to, and the same may be chosen again.
    state.update(order(2, O::Open, vec![charge("a", C::Canceled)]));
    assert_eq!(state.screen(), Screen::Choose);
    assert!(state.open_charge().is_none() && !state.has("cash"));
}

#[test]
fn a_voucher_paid_while_it_was_being_withdrawn_is_paid() {
    let mut state = State::default();
    state.update(order(1, O::Pending, vec![charge("a", C::Pending)]));
    state.update(Msg::Asked);
    let change = state.update(order(2, O::Paid, vec![charge("a", C::Paid)]));
    assert_eq!((state.screen(), change.events), (Screen::Paid, vec!["ficha:paid"]));
}
