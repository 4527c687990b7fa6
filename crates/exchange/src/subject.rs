//! The object whose release is asked for: what the agency itself knows of it, before anything is redacted.

use crate::{
    Assertion, Body, Content, Envelope, Error, Kind, Label, ObjectId, PartyId, Realm, SealKey,
    Time, Validity, Verified,
};

/// An object in clear inside the agency. It cannot leave; only [`crate::Released`] can.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    pub(crate) realm: Realm,
    pub(crate) originator: PartyId,
    pub(crate) object: ObjectId,
    pub(crate) kind: Kind,
    pub(crate) version: u32,
    pub(crate) made_at: Time,
    pub(crate) valid: Validity,
    pub(crate) label: Label,
    pub(crate) body: Body,
}

impl Subject {
    /// A record of the agency's log; `key` opens it when it is sealed.
    ///
    /// # Errors
    /// `exchange-sealed` when it is sealed and the key is not its own, or destroyed.
    pub fn recorded(envelope: &Envelope<Verified>, key: Option<&SealKey>) -> Result<Self, Error> {
        let record = envelope.record();
        let draft = &record.draft;
        let body = match &draft.content {
            Content::Open(body) => body.clone(),
            Content::Sealed(sealed) => key.ok_or(Error::Sealed)?.open_body(sealed, draft.object)?,
        };
        Ok(Self {
            realm: record.realm.clone(),
            originator: record.originator.clone(),
            object: draft.object,
            kind: draft.kind.clone(),
            version: draft.version,
            made_at: draft.made_at,
            valid: draft.valid,
            label: draft.label.clone(),
            body,
        })
    }

    /// What a partner released to the agency, to be passed on as its label allows.
    ///
    /// `sender` is the partner whose verified stream brought it; it becomes one of the origins.
    #[must_use]
    pub fn received(assertion: Assertion, sender: &PartyId) -> Self {
        let mut label = assertion.label;
        label.origins.insert(sender.clone());
        Self {
            realm: assertion.realm,
            originator: assertion.originator,
            object: assertion.object,
            kind: assertion.kind,
            version: assertion.version,
            made_at: assertion.made_at,
            valid: assertion.valid,
            label,
            body: assertion.body,
        }
    }

    /// Something that is no record (a position of the live picture) and that the agency `own` knows by itself.
    #[must_use]
    pub fn live(
        realm: Realm,
        own: PartyId,
        kind: Kind,
        object: ObjectId,
        made_at: Time,
        label: Label,
        body: Body,
    ) -> Self {
        let (version, valid) = (1, Validity::default());
        Self {
            realm,
            originator: own,
            object,
            kind,
            version,
            made_at,
            valid,
            label,
            body,
        }
    }

    /// Something derived from others (a fused track): its label is the join of theirs, with all their origins.
    ///
    /// The caller computed `body` from exactly these inputs. To release more, it derives again from fewer inputs: those
    /// for which [`crate::releasable`] says yes.
    ///
    /// # Errors
    /// `exchange-no-inputs`; `exchange-realm` when the inputs are of several realms.
    pub fn derived(
        own: &PartyId,
        kind: Kind,
        object: ObjectId,
        made_at: Time,
        inputs: &[Self],
        body: Body,
    ) -> Result<Self, Error> {
        let first = inputs.first().ok_or(Error::NoInputs)?;
        if let Some(other) = inputs.iter().find(|input| input.realm != first.realm) {
            return Err(Error::Realm {
                found: other.realm.clone(),
                expected: first.realm.clone(),
            });
        }
        let mut label = Label::join_all(inputs.iter().map(|input| &input.label))?;
        label
            .origins
            .extend(inputs.iter().map(|input| input.originator.clone()));
        label.origins.remove(own);
        Ok(Self::live(
            first.realm.clone(),
            own.clone(),
            kind,
            object,
            made_at,
            label,
            body,
        ))
    }

    /// The object.
    #[must_use]
    pub fn object(&self) -> ObjectId {
        self.object
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Its label.
    #[must_use]
    pub fn label(&self) -> &Label {
        &self.label
    }

    /// Its body.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }
}
