//! A notice about an area: 1/22 (to all) and 1/23 (to one) of IMO SN.1/Circ.289: whales, ice, pollution, closed waters.

use super::field::{DAY, HOUR, LAT, LON, MINUTE, MONTH, Piece, Spec, Take, fields, u};
use crate::bits::Bits;
use crate::text::Text;

fields! {
    /// 1/22 and 1/23: notice about an area.
    AreaNotice {
        /// Ties the notice to a text.
        linkage: u32 = u(10);
        /// Kind of notice.
        notice: u32 = u(7);
        /// Month of start, UTC.
        month: Option<u32> = MONTH;
        /// Day of start.
        day: Option<u32> = DAY;
        /// Hour of start.
        hour: Option<u32> = HOUR;
        /// Minute of start.
        minute: Option<u32> = MINUTE;
        /// How long; 0 cancels the notice, 262143 is not defined.
        duration_min: Option<u32> = u(18).to(262_142);
        /// The shapes that make the area.
        areas: Vec<SubArea> = u(0);
    }
}

/// One shape of an area.
#[derive(Clone, Debug, PartialEq)]
pub struct SubArea {
    /// Shape code as sent: 0 circle or point, 1 rectangle, 2 sector, 3 line, 4 polygon, 5 text.
    pub shape_code: u32,
    /// The shape, when the code has one.
    pub shape: Option<Shape>,
}

/// The shapes of an area.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields say it")]
pub enum Shape {
    /// A circle; a point when the radius is 0.
    Circle {
        lon_deg: Option<f64>,
        lat_deg: Option<f64>,
        precision: u32,
        radius_m: u32,
    },
    /// A rectangle from its south-west corner.
    Rectangle {
        lon_deg: Option<f64>,
        lat_deg: Option<f64>,
        precision: u32,
        east_m: u32,
        north_m: u32,
        orientation_deg: u32,
    },
    /// A sector of a circle.
    Sector {
        lon_deg: Option<f64>,
        lat_deg: Option<f64>,
        precision: u32,
        radius_m: u32,
        left_deg: u32,
        right_deg: u32,
    },
    /// Further points of a line, each by bearing and distance from the one before.
    Line { legs: Vec<Leg> },
    /// Further points of a polygon, each by bearing and distance from the one before.
    Polygon { legs: Vec<Leg> },
    /// Words.
    Words { text: Text<14> },
}

/// From one point of a line to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// True bearing.
    pub bearing_deg: f64,
    /// Distance.
    pub distance_m: u32,
}

/// Bits of one shape.
const WIDTH: usize = 87;

impl SubArea {
    fn read(bits: &Bits, at: usize) -> Self {
        let number = |from: usize, width: usize| bits.field(at + from, width).unwrap_or(0) as u32;
        let coordinate =
            |from: usize, spec: Spec| <Option<f64> as Take>::take(bits, at + from, spec);
        let scale = 10_u32.pow(number(3, 2));
        let (lon_deg, lat_deg) = (coordinate(5, LON), coordinate(30, LAT));
        let precision = number(54, 3);
        let shape_code = number(0, 3);
        let shape = match shape_code {
            0 => Some(Shape::Circle {
                lon_deg,
                lat_deg,
                precision,
                radius_m: number(57, 12) * scale,
            }),
            1 => Some(Shape::Rectangle {
                lon_deg,
                lat_deg,
                precision,
                east_m: number(57, 8) * scale,
                north_m: number(65, 8) * scale,
                orientation_deg: number(73, 9),
            }),
            2 => Some(Shape::Sector {
                lon_deg,
                lat_deg,
                precision,
                radius_m: number(57, 12) * scale,
                left_deg: number(69, 9),
                right_deg: number(78, 9),
            }),
            3 => Some(Shape::Line {
                legs: legs(number, scale),
            }),
            4 => Some(Shape::Polygon {
                legs: legs(number, scale),
            }),
            5 => Some(Shape::Words {
                text: Text::take(bits, at + 3),
            }),
            _ => None,
        };
        Self { shape_code, shape }
    }
}

/// The points of a line or polygon; bearings are in half degrees, 720 and more end the list.
fn legs(number: impl Fn(usize, usize) -> u32, scale: u32) -> Vec<Leg> {
    (0..4)
        .map(|index| (number(5 + index * 20, 10), number(15 + index * 20, 10)))
        .take_while(|(half_degrees, _)| *half_degrees < 720)
        .map(|(half_degrees, distance)| Leg {
            bearing_deg: f64::from(half_degrees) / 2.0,
            distance_m: distance * scale,
        })
        .collect()
}

impl Piece for SubArea {
    const WIDTH: usize = WIDTH;

    fn take(bits: &Bits, at: usize) -> Self {
        Self::read(bits, at)
    }

    fn write_object(&self, out: &mut Vec<u8>) {
        super::field::write_object(out, |out| self.write_members(out));
    }
}

impl SubArea {
    fn write_members(&self, out: &mut Vec<u8>) {
        let member = |out: &mut Vec<u8>, name: &str, value: u32| {
            out.extend_from_slice(format!(",\"{name}\":{value}").as_bytes());
        };
        member(out, "shape_code", self.shape_code);
        match &self.shape {
            Some(Shape::Circle {
                lon_deg,
                lat_deg,
                precision,
                radius_m,
            }) => {
                write_place(out, lon_deg, lat_deg);
                member(out, "precision", *precision);
                member(out, "radius_m", *radius_m);
            }
            Some(Shape::Rectangle {
                lon_deg,
                lat_deg,
                precision,
                east_m,
                north_m,
                orientation_deg,
            }) => {
                write_place(out, lon_deg, lat_deg);
                member(out, "precision", *precision);
                member(out, "east_m", *east_m);
                member(out, "north_m", *north_m);
                member(out, "orientation_deg", *orientation_deg);
            }
            Some(Shape::Sector {
                lon_deg,
                lat_deg,
                precision,
                radius_m,
                left_deg,
                right_deg,
            }) => {
                write_place(out, lon_deg, lat_deg);
                member(out, "precision", *precision);
                member(out, "radius_m", *radius_m);
                member(out, "left_deg", *left_deg);
                member(out, "right_deg", *right_deg);
            }
            Some(Shape::Line { legs } | Shape::Polygon { legs }) => write_legs(out, legs),
            Some(Shape::Words { text }) => {
                out.extend_from_slice(b",\"text\":");
                text.write(out);
            }
            None => {}
        }
    }
}

fn write_place(out: &mut Vec<u8>, lon_deg: &Option<f64>, lat_deg: &Option<f64>) {
    out.extend_from_slice(b",\"lon_deg\":");
    lon_deg.write(out);
    out.extend_from_slice(b",\"lat_deg\":");
    lat_deg.write(out);
}

fn write_legs(out: &mut Vec<u8>, legs: &[Leg]) {
    let list: Vec<String> = legs
        .iter()
        .map(|leg| {
            format!(
                "{{\"bearing_deg\":{},\"distance_m\":{}}}",
                leg.bearing_deg, leg.distance_m
            )
        })
        .collect();
    out.extend_from_slice(format!(",\"legs\":[{}]", list.join(",")).as_bytes());
}
