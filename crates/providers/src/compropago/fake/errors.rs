//! Everything the played ComproPago refuses, with the vendor's documented codes, an HTTP status (documented for few:
//! 401 for keys, 409 for a repeated URL; the others are ours, because two of the vendor's SDKs notice nothing else) and
//! a sentence in Spanish as the vendor's are.

use serde_json::{Value, json};

use super::money;
use super::template::fill;

/// Why a call was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// 4001: no key, a key of no known form, or two keys of different modes.
    BadKeys,
    /// 4001: asked with the public key alone what only the private key may ask.
    PrivateKeyNeeded,
    /// Code 5001.
    PaymentNotFound,
    /// Code 5002.
    StoreNotFound,
    /// 5003: the store takes at most so many centavos.
    OverLimit(i64),
    /// Code 6001.
    SmsFailed,
    /// Code 6002.
    SmsQuota,
    /// Code 6003.
    UnknownCarrier,
    /// Code 6004.
    BadPhone,
    /// 409: this URL is registered already.
    UrlRegistered,
    /// A webhook of that id is not there.
    WebhookNotFound,
    /// There is no account of that id.
    AccountNotFound,
    /// A field is missing or means nothing; the sentence says which.
    Invalid(String),
    /// The body is neither JSON nor a form.
    NotJson,
    /// There is no such path.
    NoSuchPath,
}

impl Failure {
    /// HTTP status, the vendor's code, the sentence.
    pub(super) fn parts(&self) -> (u16, u16, String) {
        match self {
            Failure::BadKeys => (401, 4001, "No se encontró la llave del API.".into()),
            Failure::PrivateKeyNeeded => (401, 4001, "Esta consulta requiere tu llave privada.".into()),
            Failure::PaymentNotFound => (404, 5001, "No se encontró el id del pago.".into()),
            Failure::StoreNotFound => (400, 5002, "No se encontró la tienda.".into()),
            Failure::OverLimit(limit) => {
                (400, 5003, format!("El monto excede el límite por operación de la tienda: ${}.", money::decimal(*limit)))
            }
            Failure::SmsFailed => (400, 6001, "El proveedor de SMS falló; el mensaje no fue enviado.".into()),
            Failure::SmsQuota => (400, 6002, "Se agotaron los SMS de esta orden (2 por orden).".into()),
            Failure::UnknownCarrier => {
                (400, 6003, "Compañía desconocida: usa TELCEL, MOVISTAR, IUSACELL, UNEFON o NEXTEL.".into())
            }
            Failure::BadPhone => (400, 6004, "El número de celular debe tener exactamente 10 dígitos.".into()),
            Failure::UrlRegistered => (409, 409, "conflict.urls.create".into()),
            Failure::WebhookNotFound => (404, 404, "notfound.urls".into()),
            Failure::AccountNotFound => (404, 404, "notfound.account".into()),
            Failure::Invalid(sentence) => (422, 422, sentence.clone()),
            Failure::NotJson => (400, 400, "El cuerpo de la petición no es JSON válido.".into()),
            Failure::NoSuchPath => (404, 404, "Recurso no encontrado.".into()),
        }
    }

    /// The body in v1's shape.
    pub(super) fn v1(&self) -> Value {
        let (_, code, message) = self.parts();
        fill(include_str!("../fixtures/documented_v1_error.json"), [("/code", json!(code)), ("/message", json!(message))])
    }
}
