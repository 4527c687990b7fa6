//! How much memory a decoded value takes: what a partner sends is bounded by its bytes on the way, and by this once it is
//! held. A map of one empty name is three bytes on the way and two hundred times as many in memory.
//!
//! Counted is what the allocator gives: nodes of maps as [`BTreeMap`] of the standard library makes them (eleven
//! places each, all but the root at least five full), blocks of a multiple of sixteen bytes with eight of their own.
//! `tests/memory.rs` holds it to what the system says.

use std::collections::BTreeMap;

use crate::{
    Assertion, Audience, Body, Caveat, Label, PartyId, PolicyId, Profile, Purpose, Purposes, Realm,
    Scope, Value,
};

/// Places of a node of a map.
const PLACES: usize = 11;
/// Places of a node that are full at least, if it is not the only one.
const PLACES_MIN: usize = 5;
/// What a node holds besides: its parent, its place there, how full it is.
const NODE_BYTES: usize = 16;
/// Nodes that a node above the lowest points to.
const EDGE_BYTES: usize = (PLACES + 1) * size_of::<usize>();

/// What a block of so many bytes takes.
const fn block(bytes: usize) -> usize {
    match bytes {
        0 => 0,
        1..=24 => 32,
        _ => (bytes.saturating_add(8 + 15)) & !15,
    }
}

/// What the nodes of a map of so many entries take at most.
pub(crate) const fn nodes(entries: usize, entry_bytes: usize) -> usize {
    if entries == 0 {
        return 0;
    }
    let lowest = block(PLACES * entry_bytes + NODE_BYTES);
    if entries <= PLACES {
        return lowest;
    }
    // Entries between two nodes are in the node above; above, five nodes at least share one.
    let leaves = (entries + 1) / (PLACES_MIN + 1);
    let above = leaves / PLACES_MIN + 1;
    leaves * lowest + above * (lowest + EDGE_BYTES)
}

impl Value {
    /// What it takes in memory besides its own place, bytes: an upper bound.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Float(_) => 0,
            Self::Text(text) => block(text.capacity()),
            Self::Bytes(bytes) => block(bytes.capacity()),
            Self::List(list) => {
                let inside: usize = list.iter().map(Self::heap_bytes).sum();
                block(list.capacity() * size_of::<Self>()) + inside
            }
            Self::Map(map) => body_bytes(map),
        }
    }
}

fn body_bytes(body: &Body) -> usize {
    let inside = body.iter();
    let inside = inside.map(|(name, value)| block(name.capacity()) + value.heap_bytes());
    nodes(body.len(), size_of::<(String, Value)>()) + inside.sum::<usize>()
}

/// A set of names.
fn names_bytes<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> usize {
    let of_nodes = nodes(names.len(), size_of::<Box<str>>());
    of_nodes + names.map(|name| block(name.len())).sum::<usize>()
}

fn scopes_bytes(scopes: &BTreeMap<Scope, Audience>) -> usize {
    let inside = scopes.iter().map(|(name, audience)| {
        let parties = audience.releasable_to.iter().map(PartyId::as_str);
        block(name.as_str().len()) + names_bytes(parties)
    });
    nodes(scopes.len(), size_of::<(Scope, Audience)>()) + inside.sum::<usize>()
}

impl Label {
    fn heap_bytes(&self) -> usize {
        let purposes = match &self.purposes {
            Purposes::Any => 0,
            Purposes::Only(set) => names_bytes(set.iter().map(Purpose::as_str)),
        };
        purposes
            + names_bytes(self.policies.iter().map(PolicyId::as_str))
            + names_bytes(self.audience.releasable_to.iter().map(PartyId::as_str))
            + names_bytes(self.caveats.iter().map(Caveat::as_str))
            + scopes_bytes(&self.scopes)
            + names_bytes(self.profiles.iter().map(Profile::as_str))
            + names_bytes(self.origins.iter().map(PartyId::as_str))
    }
}

impl Assertion {
    /// What it takes in memory besides its own place, bytes: an upper bound.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let realm = match &self.realm {
            Realm::Live => 0,
            Realm::Exercise(name) => block(name.as_str().len()),
        };
        let names = [
            self.originator.as_str(),
            self.kind.as_str(),
            self.purpose.as_str(),
        ];
        let names: usize = names.iter().map(|name| block(name.len())).sum();
        realm + names + self.label.heap_bytes() + body_bytes(&self.body)
    }
}
