//! What is asked of a provider: for how much, by whom, in every way it offers.

use super::{World, now};
use payments::customer::Need;
use payments::{Country, Customer, Method, Money};
use providers::facts::StoreChoice;
use providers::provider::ChargeRequest;

impl World {
    /// The amount everything costs here.
    pub(crate) fn price(&self) -> Money {
        Money::new(15_000, self.provider.facts().currencies[0])
    }

    /// Every way to pay that the provider offers for the price: a request for each.
    pub(crate) fn requests(&self) -> Vec<ChargeRequest> {
        let offers = now(self.provider.offers(self.cx(), self.price())).unwrap();
        assert!(!offers.is_empty());
        let ways = offers.into_iter().flat_map(|offer| {
            let named = offer.stores.into_iter().map(|store| (offer.method, Some(store.code)));
            match offer.store {
                StoreChoice::Needed => named.collect(),
                // One need not be named, and may be.
                StoreChoice::Optional => named.chain([(offer.method, None)]).collect::<Vec<_>>(),
                StoreChoice::None => vec![(offer.method, None)],
            }
        });
        ways.map(|(method, store)| self.request(method, store)).collect()
    }

    /// One request of each method.
    pub(crate) fn request_of_each_method(&self) -> Vec<ChargeRequest> {
        let mut requests = self.requests();
        requests.dedup_by_key(|request| request.method);
        requests
    }

    fn request(&self, method: Method, store: Option<String>) -> ChargeRequest {
        ChargeRequest {
            charge_id: "chg_7Q2M".to_owned(),
            amount: self.price(),
            description: "Samsung Gold Curl".to_owned(),
            image: None,
            method,
            store,
            customer: self.customer(),
            requested_at: payments::Moment::from_seconds(self.now_seconds()),
            expires_at: None,
        }
    }

    /// Somebody of the country the provider collects in, with everything it may ask for.
    fn customer(&self) -> Customer {
        let country = Country::of(self.price().currency());
        let (phone, document) = match country {
            Country::Mx => ("2221515801", None),
            Country::Pe => ("922151580", Some("45678912")),
        };
        Customer::new(country, "Alejandra Leyva", "noreply@compropago.com", Some(phone), document).unwrap()
    }

    /// Somebody who lacks something.
    pub(crate) fn somebody_without(&self, need: Need) -> Customer {
        let country = Country::of(self.price().currency());
        let (phone, document) = match country {
            Country::Mx => ("2221515801", None),
            Country::Pe => ("922151580", Some("45678912")),
        };
        let name = if need == Need::LastName { "Alejandra" } else { "Alejandra Leyva" };
        let document = document.filter(|_| need != Need::Document);
        Customer::new(country, name, "noreply@compropago.com", Some(phone).filter(|_| need != Need::Phone), document).unwrap()
    }
}
