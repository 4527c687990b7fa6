//! A fleet that goes out and back until everyone is out: which vehicle fetches whom, where it brings them, in which order.
//!
//! Boats off an island, buses out of a valley: no timetable is given, the vehicles are the timetable. What is asked is when
//! the last person is safe at the earliest. Each vehicle's possible rotations are enumerated by how much they fetch where;
//! fleets are put together vehicle by vehicle, and whatever another combination does as well in every place is dropped.
//! Where that ends within its limits the answer is the optimum, with proof; else the best found stands beside a bound from
//! a relaxation in which a vehicle may share its time between rotations ([`Cleared::bound_min`]).
//!
//! The problem is the isolated community evacuation problem (Krutein, Goodchild 2022) for boats, and the bus evacuation
//! problem (Bish 2011) for buses.

mod check;
mod combine;
mod fleet;
mod relax;
mod route;
mod solve;

pub use check::{RotationFault, check_rotations};
pub use fleet::{Clearing, HAVENS_MAX, PICKUPS_MAX, Rotation, VEHICLES_MAX, Vehicle};
pub use solve::{Cleared, RotationEffort, clear};
