//! What the work fails with: a problem for outside, a cause for inside.
//!
//! The outside is one of `api::Code`, stable and without a word about our insides. The cause is for the log alone. Statuses and
//! JSON are not known here: a failure is answered by `http/error.rs`.

use crate::base::scope::Scope;
use api::{Code, FieldProblem, Problem};
use payments::Status;
use providers::ProviderError;
use providers::provider::{Kind, Reason};
use std::fmt;
use std::time::Duration;

/// A request that is not answered with a success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkError {
    /// What the outside is told.
    pub code: Code,
    reason: Option<&'static str>,
    detail: Option<String>,
    fields: Vec<FieldProblem>,
    cause: Option<String>,
    wait: Option<u64>,
}

impl From<Code> for WorkError {
    fn from(code: Code) -> Self {
        Self { code, reason: None, detail: None, fields: Vec::new(), cause: None, wait: None }
    }
}

impl WorkError {
    /// The same with a sentence for the developer who sent the request.
    #[must_use]
    pub fn with_detail(self, detail: impl fmt::Display) -> Self {
        Self { detail: Some(detail.to_string()), ..self }
    }

    /// The same with what really happened, for our log.
    #[must_use]
    pub fn because(self, cause: impl fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..self }
    }

    /// The same with how long to wait before asking again.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        Self { wait: Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)), ..self }
    }

    /// For how many seconds to wait before asking again, where that is known.
    pub fn wait(&self) -> Option<u64> {
        self.wait
    }

    /// Which of several reasons it was, as the texts of a customer's language name it.
    pub fn reason(&self) -> Option<&'static str> {
        self.reason
    }

    /// That an order takes no more charges, and why, by how it stands.
    pub fn order_closed(status: Status) -> Self {
        let reason = match status {
            Status::Paid | Status::Overpaid => "paid",
            Status::Refunded => "refunded",
            // Those would take another, had the order not run out.
            Status::Open | Status::Pending | Status::PartlyPaid | Status::Expired => "expired",
        };
        Self { reason: Some(reason), ..Code::OrderClosed.into() }
    }

    /// That a token may not do this, and which scope may.
    pub fn scope_too_narrow(needed: Scope) -> Self {
        let detail = match needed {
            Scope::Read | Scope::Orders => format!("this call takes a token of the scope {} or all", needed.id()),
            Scope::All => "this call takes a token of the scope all".to_owned(),
        };
        Self { reason: Some(needed.id()), ..Self::from(Code::ScopeTooNarrow).with_detail(detail) }
    }

    /// Fields that cannot be used, all at once: path and sentence.
    pub fn fields(fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Code::InvalidFields.into() }
    }

    /// The same with the fields it is about.
    #[must_use]
    pub fn with_fields(self, fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..self }
    }

    /// The error a problem of ours was made from; `internal` where it is none of ours.
    pub fn read(problem: &Problem) -> Self {
        let code = Code::ALL.into_iter().find(|code| code.id() == problem.code).unwrap_or(Code::Internal);
        Self { detail: problem.detail.clone(), fields: problem.fields.clone(), ..code.into() }
    }

    /// The paths of the fields that cannot be used.
    pub fn wrong_fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.field.as_str())
    }

    /// The same, for who says it beside each field.
    ///
    /// # Errors
    ///
    /// The error itself, where it is about no field.
    pub fn into_wrong_fields(self) -> Result<Vec<String>, Self> {
        if self.fields.is_empty() { Err(self) } else { Ok(self.wrong_fields().map(str::to_owned).collect()) }
    }

    /// What really happened, where it is not said by the code.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// What the outside reads.
    pub fn problem(&self) -> Problem {
        let reason = self.reason.map(str::to_owned);
        Problem { reason, detail: self.detail.clone(), fields: self.fields.clone(), ..self.code.problem() }
    }
}

/// What is wrong with what was read of a field; nothing where it is right.
pub fn why<T>(read: &Result<T, String>) -> &str {
    read.as_ref().err().map_or("", String::as_str)
}

/// What an amount must be.
pub const AMOUNT: &str = "must be a whole number of minor units (centavos), 1 to 1000000000000: 150.00 pesos are 15000";

/// One field that cannot be used.
pub fn field(path: &str, detail: &str) -> FieldProblem {
    FieldProblem { field: path.to_owned(), detail: detail.to_owned() }
}

impl From<ProviderError> for WorkError {
    fn from(error: ProviderError) -> Self {
        let problem = match error.kind {
            Kind::NotReached | Kind::NoAnswer | Kind::Busy => Code::ProviderUnreachable.into(),
            Kind::NotFound | Kind::NotUnderstood => Code::ProviderNotUnderstood.into(),
            // The merchant's keys are wrong: nothing a customer could do, and nothing they should read.
            Kind::BadKeys => Code::Unavailable.into(),
            Kind::Refused(Reason::OverLimit) => Code::OverLimit.into(),
            Kind::Refused(Reason::Store) => Code::StoreNotOffered.into(),
            Kind::Refused(Reason::Method) => Code::MethodNotOffered.into(),
            Kind::Refused(Reason::Name) => Self::fields(vec![field("customer.name", "the provider does not take this name")]),
            Kind::Refused(Reason::Email) => {
                Self::fields(vec![field("customer.email", "the provider does not take this e-mail address")])
            }
            Kind::Refused(Reason::Phone) => {
                Self::fields(vec![field("customer.phone", "the provider does not take this phone")])
            }
            Kind::Refused(Reason::UnderMinimum) => Code::UnderMinimum.into(),
            Kind::Refused(Reason::Other) => Code::ProviderRefused.into(),
            Kind::BadSignature => Code::BadSignature.into(),
        };
        problem.because(error)
    }
}
