// Where gpsd 3.22 and this crate differ, and the clause that decides.

const DEVIATIONS: &[Deviation] = &[
    Deviation {
        name: "coarse position printed with one decimal",
        clause: "ITU-R M.1371-5, annex 8, 3.15 and 3.25, tables 68 and 84: the unit is 1/10 minute, 0.0017 degree",
        applies: |case| {
            matches!(
                case.report.message,
                Message::Corrections(_) | Message::PositionLongRange(_)
            ) && case.scaled
                && matches!(case.key, "lon" | "lat")
                && (number(case.expected) - case.ours.map_or(f64::NAN, number)).abs() <= 0.05
        },
    },
    Deviation {
        name: "status of type 27 in words",
        clause: "ITU-R M.1371-5, annex 8, 3.25, table 84: the field is the number of table 48",
        applies: |case| match &case.report.message {
            Message::PositionLongRange(message) => {
                let words = [
                    "Under way using engine",
                    "At anchor",
                    "Not under command",
                    "Restricted manoeuverability",
                ];
                case.key == "status"
                    && words.get(usize::from(message.status)) == case.expected.as_str().as_ref()
            }
            _ => false,
        },
    },
    Deviation {
        name: "communication state of type 26 not read",
        clause: "ITU-R M.1371-5, annex 8, 3.24, table 82: the last 20 bits are selector and communication state",
        applies: |case| {
            matches!(case.report.message, Message::BinaryLong(_))
                && case.key == "radio"
                && case.expected == &json!(0)
        },
    },
    Deviation {
        name: "spare bits of types 25 and 26 taken for payload",
        clause: "ITU-R M.1371-5, annex 8, 3.23 and 3.24, tables 80 and 82: two spare bits follow the station addressed, \
                 four stand before the communication state",
        applies: |case| match &case.report.message {
            Message::BinaryShort(m) => {
                case.key == "data"
                    && m.addressed
                    && same_bits(case.expected, &with_spares(m.spare, m.structured.then_some(m.fi), &m.payload, None))
            }
            Message::BinaryLong(m) => {
                let end = Some(m.spare_2);
                let mut unaddressed = m.payload;
                unaddressed.push(u64::from(m.spare_2), 4);
                case.key == "data"
                    && if m.addressed {
                        same_bits(case.expected, &with_spares(m.spare, m.structured.then_some(m.fi), &m.payload, end))
                    } else {
                        same_bits(case.expected, &unaddressed)
                    }
            }
            _ => false,
        },
    },
    Deviation {
        name: "area code of an addressed type 26 read two bits early",
        clause: "ITU-R M.1371-5, annex 8, 3.24, table 82: two spare bits follow the station addressed",
        applies: |case| match &case.report.message {
            Message::BinaryLong(m) => {
                let mut bits = Bits::new();
                bits.push(u64::from(m.spare), 2);
                bits.push(u64::from(m.dac), 10);
                bits.push(u64::from(m.fi), 6);
                case.key == "app_id" && m.addressed && case.expected == &json!(bits.field(0, 16))
            }
            _ => false,
        },
    },
    Deviation {
        name: "vendor of seven characters",
        clause: "ITU-R M.1371-5, annex 8, 3.22, table 79A: three characters, then model and serial number",
        applies: |case| match &case.report.message {
            Message::StaticPartB(message) => {
                case.key == "vendorid"
                    && case.expected == &json!(shown(message.vendor_text().raw()))
            }
            _ => false,
        },
    },
    Deviation {
        name: "part of an MMSI taken for an MMSI",
        clause: "ITU-R M.1371-5, annex 8, 3.5, table 56: an acknowledged station has 30 bits",
        applies: |case| {
            let Message::Acknowledge(message) = &case.report.message else {
                return false;
            };
            let whole = message.acknowledged.iter().flatten().count();
            let received = usize::from(case.report.bits) - 40 - whole * 32;
            case.key == format!("mmsi{}", whole + 1) && received < 30
        },
    },
    Deviation {
        name: "communication state beyond the last bit received",
        clause: "IEC 61162-1, 8.3 (VDM): fill bits do not belong to the message",
        applies: |case| {
            case.key == "radio" && case.report.bits < 168 && case.ours == Some(&json!(0))
        },
    },
    Deviation {
        name: "values of a cut payload taken for zero",
        clause: "IMO SN/Circ.236 and SN.1/Circ.289: what was not sent is not available",
        applies: |case| {
            matches!(
                case.report.message.application(),
                Some(Application::ClearanceTime(_) | Application::DangerousCargo236(_))
            ) && case.report.bits < 360
                && matches!(case.key, "lon" | "lat" | "eta")
        },
    },
    Deviation {
        name: "tidal window of which only a part was sent",
        clause: "IMO SN/Circ.236 (93 bits) and SN.1/Circ.289 (88 bits): a window has a position, times and a current",
        applies: |case| {
            case.key == "tidals" && case.report.bits < 88 + 9 + 88 && case.ours == Some(&json!(0))
        },
    },
    Deviation {
        name: "tendency 1 and 2 exchanged in words",
        clause: "IMO SN/Circ.236 and SN.1/Circ.289, 1/31: 0 steady, 1 decreasing, 2 increasing",
        applies: |case| {
            matches!(case.key, "pressuretend" | "leveltrend")
                && matches!(
                    (case.expected.as_str(), case.ours.and_then(Value::as_str)),
                    (Some("increasing"), Some("decreasing"))
                        | (Some("decreasing"), Some("increasing"))
                )
        },
    },
    Deviation {
        name: "water level printed with one decimal",
        clause: "IMO SN.1/Circ.289, 1/31: the unit is 0.01 m",
        applies: |case| {
            case.key == "waterlevel"
                && case.scaled
                && (number(case.expected) - case.ours.map_or(f64::NAN, number)).abs() <= 0.05
        },
    },
    Deviation {
        name: "reserved numbers of 1/31 printed as if they were values",
        clause: "IMO SN.1/Circ.289, 1/31: directions above 360, humidity above 101, sea states above 13 and salinity 511 are reserved",
        applies: |case| {
            matches!(
                case.report.message.application(),
                Some(Application::MetHydro(_))
            ) && match case.key {
                "wdir" | "wgustdir" | "cdir" | "cdir2" | "cdir3" | "wavedir" | "swelldir" => {
                    number(case.expected) > 360.0
                        && case.ours.is_some_and(|ours| number(ours) == 360.0)
                }
                "humidity" => number(case.expected) > 101.0,
                "seastate" => number(case.expected) > 13.0,
                "salinity" => matches!(number(case.expected), 51.1 | 511.0),
                _ => false,
            }
        },
    },
];

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// Whether gpsd's `bits:hex` has our bits, the filling of the last byte aside.
fn same_bits(expected: &Value, ours: &Bits) -> bool {
    let Some((len, digits)) = expected.as_str().and_then(|text| text.split_once(':')) else {
        return false;
    };
    let bytes: Vec<u8> = (0..digits.len() / 2)
        .map(|at| u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    len.parse() == Ok(ours.len()) && Bits::from_bytes(&bytes, ours.len()) == *ours
}

/// A payload with the spare bits around it; when a function stands before it, gpsd takes its last two bits too.
fn with_spares(spare: u8, fi: Option<u8>, payload: &Bits, end: Option<u8>) -> Bits {
    let mut out = Bits::new();
    out.push(u64::from(fi.unwrap_or(spare)), 2);
    out.extend(payload);
    if let Some(end) = end {
        out.push(u64::from(end), 4);
    }
    out
}
