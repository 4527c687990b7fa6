//! Sea routes: how far a ship must go, around land, ice and closed waters, and through which canals.
//!
//! Most legs at sea are clear: then the great circle is the answer, found by walking it in steps as long
//! as the distance to the nearest coast (sphere tracing). Where land lies between, a lazy Theta* search
//! (Nash, Koenig and Tovey 2010) over water of a quadtree finds the way and the string is pulled tight.
//! Near land each piece of track is tested against the vector coast itself, with an offing.
//!
//! The coast is the program's own (see [`crate::Coast`]): good for planning, never for navigation.

mod canal;
mod cell;
mod chart;
mod edge_grid;
mod land;
mod leaf;
mod matrix;
mod passage;
mod port;
mod pull;
mod router;
mod scratch;
mod sight;
mod theta;
mod turn;
mod vector;
mod waters;

pub use canal::{CANALS, Canal};
pub use matrix::Matrix;
pub use passage::Passages;
pub use router::{Crossing, Router, SeaRoute};
pub use waters::{CostLayer, SharedWaters, Waters, WatersConfig};
