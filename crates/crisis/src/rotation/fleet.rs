//! Places, people and vehicles of a clearing.

use serde::{Deserialize, Serialize};

use crate::Error;

/// Most places where people wait.
pub const PICKUPS_MAX: usize = 64;
/// Most places where they are brought.
pub const HAVENS_MAX: usize = 64;
/// Most vehicles.
pub const VEHICLES_MAX: usize = 400;

/// One vehicle, by what its trips take.
///
/// A trip begins where the vehicle is, goes to a place where people wait, loads, goes to a haven and unloads. Berths,
/// speeds and loading times are in the minutes already: where several berths serve one place, the trip takes the best.
/// Infinity says that it cannot be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vehicle {
    /// Name.
    pub name: String,
    /// How many it carries.
    pub seats: u32,
    /// From when it can leave, minutes from the start.
    pub available_min: f64,
    /// Its first trip, minutes: pickup, haven.
    pub first_min: Vec<Vec<f64>>,
    /// Every later trip, minutes: haven it comes from, pickup, haven.
    pub next_min: Vec<Vec<Vec<f64>>>,
}

/// Who waits where, and what can fetch them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clearing {
    /// People at each place.
    pub people: Vec<u32>,
    /// How many each haven takes; `None`: everyone.
    pub havens: Vec<Option<u32>>,
    /// The fleet.
    pub vehicles: Vec<Vehicle>,
}

/// One trip of a vehicle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rotation {
    /// Index of the vehicle.
    pub vehicle: usize,
    /// Where it loads.
    pub pickup: usize,
    /// Where it unloads.
    pub haven: usize,
    /// People aboard.
    pub people: u32,
    /// When it sets out, minutes from the start.
    pub from_min: f64,
    /// When they are safe.
    pub to_min: f64,
}

impl Clearing {
    /// Refuses tables of other sizes than the places, times that run backwards, and more of something than is handled.
    ///
    /// # Errors
    /// [`Error::TooMany`], [`Error::Rotation`].
    pub fn bounded(&self) -> Result<(), Error> {
        let (places, havens) = (self.people.len(), self.havens.len());
        for (what, count, count_max) in [
            ("pickup", places, PICKUPS_MAX),
            ("haven", havens, HAVENS_MAX),
            ("vehicle", self.vehicles.len(), VEHICLES_MAX),
        ] {
            if count > count_max {
                return Err(Error::TooMany { what, count_max });
            }
        }
        let table = |rows: &Vec<Vec<f64>>| {
            rows.len() == places
                && rows
                    .iter()
                    .all(|row| row.len() == havens && row.iter().all(|it| *it > 0.0))
        };
        let fits = |it: &Vehicle| {
            it.seats > 0
                && it.available_min >= 0.0
                && it.available_min.is_finite()
                && table(&it.first_min)
                && it.next_min.len() == havens
                && it.next_min.iter().all(table)
        };
        match self.vehicles.iter().find(|it| !fits(it)) {
            Some(it) => Err(Error::Rotation {
                name: it.name.clone(),
            }),
            None => Ok(()),
        }
    }

    /// People in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.people.iter().map(|it| u64::from(*it)).sum()
    }
}
