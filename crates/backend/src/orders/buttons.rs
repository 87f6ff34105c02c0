//! Buttons at the edge: what a merchant asked for, checked with every wrong field named at once, and what merchants are
//! shown. The line to paste is written here, and only here. Who asks, by the API or in the panel, is not known.

use crate::base::clock::{Clock, rfc3339};
use crate::base::error::AMOUNT;
use crate::base::error::{WorkError, field, why};
use crate::base::id;
use crate::base::short_text::{maybe_short_text, short_text};
use crate::base::web_address::{around, is_web, web};
use crate::db::Db;
use crate::db::buttons::{self, ButtonRecord, Look};
use crate::orders::create;
use crate::providers::Offers;
use api::{ChangeButton, Code, CreateButton, FieldProblem, MerchantButton, MerchantButtons};
use payments::{Button, Currency, Method, Money};
use std::collections::BTreeMap;
use std::sync::Arc;
use views::lang::{self, TAGS};
use views::markup;
use views::node::html;

/// How many buttons a part of the list has, unless the merchant says, and at most.
pub(crate) const PART: (i64, i64) = (50, 200);

/// The buttons of a shop.
pub struct Buttons {
    db: Arc<dyn Db>,
    offers: Arc<Offers>,
    clock: Arc<dyn Clock>,
    public: String,
}

impl Buttons {
    /// `public` is where customers reach this backend, without a slash at its end.
    pub fn new(db: Arc<dyn Db>, offers: Arc<Offers>, clock: Arc<dyn Clock>, public: String) -> Self {
        Self { db, offers, clock, public }
    }

    /// Makes a button, with an id of its own.
    ///
    /// # Errors
    ///
    /// `invalid_fields`, with every field that cannot be used, and `unavailable` where the db cannot be used.
    pub async fn create(&self, wanted: &CreateButton) -> Result<MerchantButton, WorkError> {
        let (button, look) = self.check(wanted)?;
        let record = ButtonRecord { button, look, created_at: self.clock.now() };
        buttons::save_whole(&*self.db, &record).await?;
        Ok(shown(&self.public, record))
    }

    /// Changes one; also whether it is retired.
    ///
    /// # Errors
    ///
    /// `button_not_found`, `invalid_fields`, and `unavailable` where the db cannot be used.
    pub async fn change(&self, id: &str, wanted: &ChangeButton) -> Result<MerchantButton, WorkError> {
        let record = self.find(id).await?;
        let said = |new: &Option<String>, old: Option<String>| match new {
            Some(new) => Some(new.clone()).filter(|new| !new.is_empty()),
            None => old,
        };
        let (old, old_look) = (record.button, record.look);
        let whole = CreateButton {
            amount: wanted.amount.unwrap_or(old.amount.minor()),
            currency: wanted.currency.clone().unwrap_or_else(|| old.amount.currency().code().to_owned()),
            description: wanted.description.clone().unwrap_or(old.description),
            image: said(&wanted.image, old.image.clone()),
            reference: said(&wanted.reference, old.reference),
            methods: wanted.methods.clone().unwrap_or_else(|| words(&old.methods)),
            lang: said(&wanted.lang, old_look.lang),
            theme: said(&wanted.theme, old_look.theme),
            label: said(&wanted.label, old_look.label),
        };
        let (button, look) = self.check(&whole)?;
        let button = Button { id: old.id, retired: wanted.retired.unwrap_or(old.retired), ..button };
        let record = ButtonRecord { button, look, created_at: record.created_at };
        buttons::save_whole(&*self.db, &record).await?;
        Ok(shown(&self.public, record))
    }

    /// The button of that id, as its merchant sees it.
    ///
    /// # Errors
    ///
    /// `button_not_found`, and `unavailable` where the db cannot be used.
    pub async fn show(&self, id: &str) -> Result<MerchantButton, WorkError> {
        Ok(shown(&self.public, self.find(id).await?))
    }

    /// Some of them, the newest first.
    ///
    /// # Errors
    ///
    /// `invalid_fields` where `cursor` is not one we gave, and `unavailable` where the db cannot be used.
    pub async fn list(&self, cursor: Option<&str>, limit: Option<i64>) -> Result<MerchantButtons, WorkError> {
        let after = match cursor {
            Some(id) => {
                let wrong = || WorkError::fields(vec![field("cursor", "is not one we gave")]);
                Some(buttons::find_whole(&*self.db, id).await?.ok_or_else(wrong)?)
            }
            None => None,
        };
        let (ordinary, most) = PART;
        let limit = limit.unwrap_or(ordinary).clamp(1, most);
        let mut records = buttons::part(&*self.db, after.as_ref(), limit + 1).await?;
        let more = i64::try_from(records.len()).is_ok_and(|found| found > limit);
        records.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = records.last().filter(|_| more).map(|last| last.button.id.clone());
        Ok(MerchantButtons { buttons: records.into_iter().map(|record| shown(&self.public, record)).collect(), next })
    }

    /// What a merchant wants, as a button with an id of its own; nothing is kept.
    ///
    /// # Errors
    ///
    /// `invalid_fields`, with every field that cannot be used.
    pub fn check(&self, wanted: &CreateButton) -> Result<(Button, Look), WorkError> {
        let mut wrong: Vec<FieldProblem> = Vec::new();
        let description = short_text(&wanted.description, 200);
        let reference = maybe_short_text(wanted.reference.as_deref(), 100);
        let label = maybe_short_text(wanted.label.as_deref(), 60);
        let said = |text: &Option<String>| text.as_deref().map(|text| around(text).to_owned()).filter(|text| !text.is_empty());
        let (image, lang, theme) = (said(&wanted.image), said(&wanted.lang), said(&wanted.theme));
        let mut expect = |fine: bool, path: &str, detail: &str| {
            if !fine {
                wrong.push(field(path, detail));
            }
        };
        let currency = create::currency(&wanted.currency);
        let collected = currency.is_some_and(|it| self.offers.currencies().any(|collected| collected == it));
        let methods: Option<Vec<Method>> = wanted.methods.iter().map(|word| word.parse().ok()).collect();
        expect((1..=Money::MAX_MINOR).contains(&wanted.amount), "amount", AMOUNT);
        expect(currency.is_some(), "currency", "must be MXN, PEN, USD, EUR or GBP");
        expect(currency.is_none() || collected, "currency", "is collected by no provider that is configured");
        expect(description.is_ok(), "description", why(&description));
        expect(image.as_deref().is_none_or(|url| self.is_picture(url)), "image", "must be an https address");
        expect(reference.is_ok(), "reference", why(&reference));
        expect(methods.is_some(), "methods", "must be cash or spei");
        expect(lang.as_deref().is_none_or(|tag| TAGS.contains(&tag)), "lang", "must be es-MX, es-PE or en");
        expect(theme.as_deref().is_none_or(|it| matches!(it, "light" | "dark")), "theme", "must be light or dark");
        expect(label.is_ok(), "label", why(&label));
        let (Some(currency), Some(mut methods), Ok(description), Ok(reference), Ok(label), true) =
            (currency, methods, description, reference, label, wrong.is_empty())
        else {
            return Err(WorkError::fields(wrong));
        };
        methods.sort_unstable();
        methods.dedup();
        let button = Button {
            id: id::button(),
            description,
            amount: Money::new(wanted.amount, currency),
            image,
            reference,
            methods,
            retired: false,
        };
        let look = Look { lang, theme, label };
        Ok((button, look))
    }

    /// Whether customers can be shown what is at an address: over TLS, on this machine, or one of our own.
    fn is_picture(&self, address: &str) -> bool {
        let ours = address.strip_prefix(&self.public).is_some_and(|path| path.starts_with("/pictures/"));
        address.len() <= 2000 && web(address).is_some_and(|url| ours || is_web(&url, false))
    }

    async fn find(&self, id: &str) -> Result<ButtonRecord, WorkError> {
        Ok(buttons::find_whole(&*self.db, id).await?.ok_or(Code::ButtonNotFound)?)
    }
}

fn words(methods: &[Method]) -> Vec<String> {
    methods.iter().map(|method| method.id().to_owned()).collect()
}

fn shown(public: &str, record: ButtonRecord) -> MerchantButton {
    let ButtonRecord { button, look, created_at } = record;
    MerchantButton {
        line: line(public, &button.id, &look, button.amount.currency(), None),
        page: format!("{public}/pay/{}", button.id),
        id: button.id,
        amount: button.amount.into(),
        description: button.description,
        image: button.image,
        reference: button.reference,
        methods: words(&button.methods),
        lang: look.lang,
        theme: look.theme,
        label: look.label,
        retired: button.retired,
        created_at: rfc3339(created_at),
    }
}

/// The line a merchant pastes: the loader, and the element with a plain link inside. Where an editor takes scripts out, or no script
/// runs, the link is what is left, and leads to the same purchase. With `integrity` a browser runs this very loader and no later one.
pub fn line(public: &str, id: &str, look: &Look, currency: Currency, integrity: Option<&str>) -> String {
    let script = html("script").flag("async", true).attr("src", &format!("{public}/ficha.js"));
    let pinned = integrity.into_iter().flat_map(|pin| [("integrity", pin), ("crossorigin", "anonymous")]);
    let script = pinned.fold(script, |script, (name, value)| script.attr(name, value));
    let said = [("lang", &look.lang), ("theme", &look.theme), ("label", &look.label)];
    let said = said.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let element = said.fold(html("ficha-checkout").attr("button", id), |element, (name, value)| element.attr(name, value));
    let link = html("a").attr("href", &format!("{public}/pay/{id}")).child(written_on(look, currency));
    let mut out = String::new();
    markup::write(&script.into(), &mut out);
    markup::write(&element.child(link).into(), &mut out);
    // The first attribute, and ours: people read this line.
    out.replacen(" async=\"\"", " async", 1)
}

/// What stands on a button: the merchant's words, or ours in the language it is in.
fn written_on(look: &Look, currency: Currency) -> String {
    let of_country = if currency == Currency::Pen { "es-PE" } else { TAGS[0] };
    let file = lang::file(look.lang.as_deref().unwrap_or(of_country));
    let texts: BTreeMap<String, String> = serde_json::from_str(file).expect("our own texts are tested");
    look.label.clone().unwrap_or_else(|| texts["button.pay"].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_one_line_of_html_whatever_stands_on_the_button() {
        let look = Look { lang: Some("en".to_owned()), theme: None, label: Some("\"><script>alert('1')</script>".to_owned()) };
        let line = |look: &Look, currency, pin| line("https://pay.example.mx", "btn_7Q2M", look, currency, pin);
        insta::assert_snapshot!(line(&look, Currency::Mxn, None), @r#"<script async src="https://pay.example.mx/ficha.js"></script><ficha-checkout button="btn_7Q2M" lang="en" label="&quot;&gt;&lt;script&gt;alert('1')&lt;/script&gt;"><a href="https://pay.example.mx/pay/btn_7Q2M">"&gt;&lt;script&gt;alert('1')&lt;/script&gt;</a></ficha-checkout>"#);
        insta::assert_snapshot!(line(&Look::default(), Currency::Mxn, Some("sha384-x")), @r#"<script async src="https://pay.example.mx/ficha.js" integrity="sha384-x" crossorigin="anonymous"></script><ficha-checkout button="btn_7Q2M"><a href="https://pay.example.mx/pay/btn_7Q2M">Pagar en efectivo o con SPEI</a></ficha-checkout>"#);
        insta::assert_snapshot!(line(&Look::default(), Currency::Pen, None), @r#"<script async src="https://pay.example.mx/ficha.js"></script><ficha-checkout button="btn_7Q2M"><a href="https://pay.example.mx/pay/btn_7Q2M">Pagar en efectivo</a></ficha-checkout>"#);
    }
}
