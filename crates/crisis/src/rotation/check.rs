//! The independent checker of rotations: adds up minutes and people anew, knows nothing of how they were found.

use serde::{Deserialize, Serialize};

use super::fleet::{Clearing, Rotation};

/// A broken rule of rotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RotationFault {
    /// A vehicle, pickup or haven that is not there.
    Unknown,
    /// The vehicle cannot make this trip, or not so fast, or is elsewhere.
    Time,
    /// More people than it carries.
    Seats,
    /// More people fetched than wait, or some left behind.
    People,
    /// A haven takes fewer.
    Haven,
}

/// Every broken rule, and when the last person is safe, minutes.
#[must_use]
pub fn check_rotations(clearing: &Clearing, rotations: &[Rotation]) -> (Vec<RotationFault>, f64) {
    let mut faults = Vec::new();
    let mut fetched = vec![0_u64; clearing.people.len()];
    let mut brought = vec![0_u64; clearing.havens.len()];
    let mut last_min = 0.0_f64;
    for (number, vehicle) in clearing.vehicles.iter().enumerate() {
        let mut own: Vec<&Rotation> = rotations.iter().filter(|it| it.vehicle == number).collect();
        own.sort_by(|a, b| a.from_min.total_cmp(&b.from_min));
        let (mut free_min, mut place) = (vehicle.available_min, None);
        for trip in own {
            let takes_min = match place {
                None => vehicle
                    .first_min
                    .get(trip.pickup)
                    .and_then(|row| row.get(trip.haven)),
                Some(haven) => {
                    let from: Option<&Vec<Vec<f64>>> = vehicle.next_min.get::<usize>(haven);
                    from.and_then(|it| it.get(trip.pickup)?.get(trip.haven))
                }
            };
            let Some(takes_min) = takes_min else {
                faults.push(RotationFault::Unknown);
                continue;
            };
            let early = trip.from_min < free_min - 1e-6;
            if early || !takes_min.is_finite() || trip.to_min < trip.from_min + takes_min - 1e-6 {
                faults.push(RotationFault::Time);
            }
            if trip.people > vehicle.seats {
                faults.push(RotationFault::Seats);
            }
            if let Some(sum) = fetched.get_mut(trip.pickup) {
                *sum += u64::from(trip.people);
            }
            if let Some(sum) = brought.get_mut(trip.haven) {
                *sum += u64::from(trip.people);
            }
            (free_min, place) = (trip.to_min, Some(trip.haven));
            if trip.people > 0 {
                last_min = last_min.max(trip.to_min);
            }
        }
    }
    if rotations
        .iter()
        .any(|it| it.vehicle >= clearing.vehicles.len())
    {
        faults.push(RotationFault::Unknown);
    }
    let all = fetched.iter().zip(&clearing.people);
    if all
        .into_iter()
        .any(|(one, waiting)| *one != u64::from(*waiting))
    {
        faults.push(RotationFault::People);
    }
    let over = brought.iter().zip(&clearing.havens);
    if over
        .into_iter()
        .any(|(one, room)| room.is_some_and(|room| *one > u64::from(room)))
    {
        faults.push(RotationFault::Haven);
    }
    (faults, last_min)
}
