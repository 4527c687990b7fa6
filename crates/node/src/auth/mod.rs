//! Who may do what: roles, passwords, secrets, and the limit on guessing.
//!
//! Invariant: no secret is stored in clear, and none is ever logged.

mod password;
mod role;
mod secret;
mod throttle;

pub(crate) use password::{hash_password, password_fits, verify_password};
pub(crate) use role::Role;
pub(crate) use secret::{csrf_of, fingerprint, hex, new_secret, same};
pub(crate) use throttle::Throttle;
