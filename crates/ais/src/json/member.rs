//! The members of each message type.

use super::{Members, name};
use crate::bits::Bits;
use crate::code::{Epfd, NavigationStatus, ShipClass};
use crate::message::{
    Acknowledge, AidToNavigation, Assignment, BinaryAddressed, BinaryBroadcast, BinaryLong,
    BinaryShort, ChannelManagement, Corrections, GroupAssignment, Interrogation, LinkManagement,
    Message, PositionA, PositionAircraft, PositionB, PositionBExtended, PositionLongRange,
    StaticPartA, StaticPartB, StaticVoyage, StationReport,
};
use crate::quantity::{COARSE_PER_DEG, NO_SOG};

impl PositionA {
    #[inline]
    pub(super) fn members(&self, to: &mut Members<'_>) {
        to.number(name!("status"), self.status);
        to.code(
            name!("status_code"),
            NavigationStatus::of(self.status).code(),
        );
        to.rot(self.rot);
        to.sog(self.sog);
        to.truth(name!("accuracy"), self.accuracy);
        to.position(self.lon, self.lat);
        to.cog(self.cog);
        to.heading(self.heading);
        to.number(name!("second"), self.second);
        to.number(name!("manoeuvre"), self.manoeuvre);
        to.truth(name!("raim"), self.raim);
        to.number(name!("radio"), self.radio);
    }
}

impl PositionB {
    #[inline]
    pub(super) fn members(&self, to: &mut Members<'_>) {
        to.sog(self.sog);
        to.truth(name!("accuracy"), self.accuracy);
        to.position(self.lon, self.lat);
        to.cog(self.cog);
        to.heading(self.heading);
        to.number(name!("second"), self.second);
        to.truth(name!("carrier_sense"), self.carrier_sense);
        to.truth(name!("display"), self.display);
        to.truth(name!("dsc"), self.dsc);
        to.truth(name!("band"), self.band);
        to.truth(name!("message_22"), self.message_22);
        to.truth(name!("assigned"), self.assigned);
        to.truth(name!("raim"), self.raim);
        to.truth(name!("itdma"), self.itdma);
        to.number(name!("radio"), self.radio);
    }
}

impl Message {
    pub(super) fn members_of_rarer(&self, to: &mut Members<'_>) {
        match self {
            Self::PositionA(message) => message.members(to),
            Self::PositionB(message) => message.members(to),
            Self::StationReport(message) => message.members(to),
            Self::StaticVoyage(message) => message.members(to),
            Self::BinaryAddressed(message) => {
                message.members(to);
                meaning(self, to);
            }
            Self::BinaryBroadcast(message) => {
                message.members(to);
                meaning(self, to);
            }
            Self::Acknowledge(message) => message.members(to),
            Self::PositionAircraft(message) => message.members(to),
            Self::UtcInquiry(message) => to.number(name!("dest_mmsi"), message.dest_mmsi),
            Self::SafetyAddressed(message) => {
                to.number(name!("sequence"), message.sequence);
                to.number(name!("dest_mmsi"), message.dest_mmsi);
                to.truth(name!("retransmit"), message.retransmit);
                to.text(name!("text"), message.text().raw());
            }
            Self::SafetyBroadcast(message) => to.text(name!("text"), message.text().raw()),
            Self::Interrogation(message) => message.members(to),
            Self::Assignment(message) => message.members(to),
            Self::Corrections(message) => message.members(to),
            Self::PositionBExtended(message) => message.members(to),
            Self::LinkManagement(message) => message.members(to),
            Self::AidToNavigation(message) => message.members(to),
            Self::ChannelManagement(message) => message.members(to),
            Self::GroupAssignment(message) => message.members(to),
            Self::StaticPartA(message) => message.members(to),
            Self::StaticPartB(message) => message.members(to),
            Self::BinaryShort(message) => {
                message.members(to);
                meaning(self, to);
            }
            Self::BinaryLong(message) => {
                message.members(to);
                meaning(self, to);
            }
            Self::PositionLongRange(message) => message.members(to),
        }
    }
}

impl StationReport {
    fn members(&self, to: &mut Members<'_>) {
        to.maybe(name!("utc_year"), self.utc_year());
        to.maybe(name!("utc_month"), self.utc_month());
        to.maybe(name!("utc_day"), self.utc_day());
        to.maybe(name!("utc_hour"), self.utc_hour());
        to.maybe(name!("utc_minute"), self.utc_minute());
        to.maybe(name!("utc_second"), self.utc_second());
        to.truth(name!("accuracy"), self.accuracy);
        to.position(self.lon, self.lat);
        epfd(self.epfd, to);
        to.truth(name!("long_range_control"), self.long_range_control);
        to.truth(name!("raim"), self.raim);
        to.number(name!("radio"), self.radio);
    }
}

impl StaticVoyage {
    fn members(&self, to: &mut Members<'_>) {
        to.number(name!("version"), self.version);
        to.imo(self.imo);
        to.text(name!("call_sign"), self.call_sign.raw());
        to.text(name!("name"), self.name.raw());
        ship_type(self.ship_type, to);
        to.size(self.to_bow, self.to_stern, self.to_port, self.to_starboard);
        epfd(self.epfd, to);
        to.maybe(name!("eta_month"), self.eta_month());
        to.maybe(name!("eta_day"), self.eta_day());
        to.maybe(name!("eta_hour"), self.eta_hour());
        to.maybe(name!("eta_minute"), self.eta_minute());
        to.fixed::<1>(
            name!("draught_m"),
            (self.draught != 0).then_some(i64::from(self.draught)),
        );
        to.text(name!("destination"), self.destination.raw());
        to.truth(name!("dte"), self.dte);
    }
}

impl StaticPartA {
    fn members(&self, to: &mut Members<'_>) {
        to.code(name!("part"), "a");
        to.text(name!("name"), self.name.raw());
    }
}

impl StaticPartB {
    fn members(&self, to: &mut Members<'_>) {
        to.code(name!("part"), "b");
        ship_type(self.ship_type, to);
        to.text(name!("vendor"), self.vendor.raw());
        to.number(name!("model"), self.model);
        to.number(name!("serial"), self.serial);
        to.text(name!("call_sign"), self.call_sign.raw());
        if let Some(mmsi) = self.mothership_mmsi() {
            to.number(name!("mothership_mmsi"), mmsi);
        } else {
            to.size(self.to_bow, self.to_stern, self.to_port, self.to_starboard);
        }
        epfd(self.epfd, to);
    }
}

impl BinaryAddressed {
    fn members(&self, to: &mut Members<'_>) {
        to.number(name!("sequence"), self.sequence);
        to.number(name!("dest_mmsi"), self.dest_mmsi);
        to.truth(name!("retransmit"), self.retransmit);
        application(self.dac, self.fi, to);
        payload(&self.payload, to);
    }
}

impl BinaryBroadcast {
    fn members(&self, to: &mut Members<'_>) {
        application(self.dac, self.fi, to);
        payload(&self.payload, to);
    }
}

impl Acknowledge {
    fn members(&self, to: &mut Members<'_>) {
        list(
            name!("acknowledged"),
            self.acknowledged.iter().flatten(),
            to,
            |item, to| {
                to.out.extend_from_slice(b"\"mmsi\":");
                super::write_unsigned(u64::from(item.mmsi), to.out);
                to.number(name!("sequence"), item.sequence);
            },
        );
    }
}

impl PositionAircraft {
    fn members(&self, to: &mut Members<'_>) {
        to.maybe(
            name!("altitude_m"),
            (self.altitude < 4095).then_some(self.altitude),
        );
        to.maybe(name!("sog_kn"), (self.sog < NO_SOG).then_some(self.sog));
        to.truth(name!("accuracy"), self.accuracy);
        to.position(self.lon, self.lat);
        to.cog(self.cog);
        to.number(name!("second"), self.second);
        to.truth(name!("barometric"), self.barometric);
        to.truth(name!("dte"), self.dte);
        to.truth(name!("assigned"), self.assigned);
        to.truth(name!("raim"), self.raim);
        to.truth(name!("itdma"), self.itdma);
        to.number(name!("radio"), self.radio);
    }
}

impl Interrogation {
    fn members(&self, to: &mut Members<'_>) {
        let second = self.second.map(|asked| (self.dest_mmsi, asked));
        let all = std::iter::once((self.dest_mmsi, self.first))
            .chain(second)
            .chain(self.other);
        list(name!("asked"), all, to, |(mmsi, asked), to| {
            to.out.extend_from_slice(b"\"dest_mmsi\":");
            super::write_unsigned(u64::from(mmsi), to.out);
            to.number(name!("type"), asked.type_id);
            to.number(name!("slot_offset"), asked.slot_offset);
        });
    }
}

impl Assignment {
    fn members(&self, to: &mut Members<'_>) {
        list(
            name!("assigned"),
            std::iter::once(&self.first).chain(&self.second),
            to,
            |item, to| {
                to.out.extend_from_slice(b"\"mmsi\":");
                super::write_unsigned(u64::from(item.mmsi), to.out);
                to.number(name!("offset"), item.offset);
                to.number(name!("increment"), item.increment);
            },
        );
    }
}

impl Corrections {
    fn members(&self, to: &mut Members<'_>) {
        to.coarse_position(self.lon, self.lat);
        if let Some(header) = self.header() {
            to.number(name!("correction_type"), header.kind);
            to.number(name!("reference_station"), header.station);
            to.number(name!("z_count"), header.z_count);
            to.number(name!("correction_sequence"), header.sequence);
            to.number(name!("words"), header.words);
            to.number(name!("health"), header.health);
        }
        payload(&self.payload, to);
    }
}

impl PositionBExtended {
    fn members(&self, to: &mut Members<'_>) {
        to.sog(self.sog);
        to.truth(name!("accuracy"), self.accuracy);
        to.position(self.lon, self.lat);
        to.cog(self.cog);
        to.heading(self.heading);
        to.number(name!("second"), self.second);
        to.text(name!("name"), self.name.raw());
        ship_type(self.ship_type, to);
        to.size(self.to_bow, self.to_stern, self.to_port, self.to_starboard);
        epfd(self.epfd, to);
        to.truth(name!("raim"), self.raim);
        to.truth(name!("dte"), self.dte);
        to.truth(name!("assigned"), self.assigned);
    }
}

impl LinkManagement {
    fn members(&self, to: &mut Members<'_>) {
        list(
            name!("reservations"),
            self.reservations.iter().flatten(),
            to,
            |item, to| {
                to.out.extend_from_slice(b"\"offset\":");
                super::write_unsigned(u64::from(item.offset), to.out);
                to.number(name!("slots"), item.slots);
                to.number(name!("timeout_min"), item.timeout_min);
                to.number(name!("increment"), item.increment);
            },
        );
    }
}

impl AidToNavigation {
    fn members(&self, to: &mut Members<'_>) {
        to.number(name!("aid_type"), self.aid_type);
        to.text(name!("name"), self.full_name().raw());
        to.truth(name!("accuracy"), self.accuracy);
        to.position(self.lon, self.lat);
        to.size(self.to_bow, self.to_stern, self.to_port, self.to_starboard);
        epfd(self.epfd, to);
        to.number(name!("second"), self.second);
        to.truth(name!("off_position"), self.off_position);
        to.number(name!("aid_status"), self.status);
        to.truth(name!("raim"), self.raim);
        to.truth(name!("virtual_aid"), self.virtual_aid);
        to.truth(name!("assigned"), self.assigned);
    }
}

impl ChannelManagement {
    fn members(&self, to: &mut Members<'_>) {
        to.number(name!("channel_a"), self.channel_a);
        to.number(name!("channel_b"), self.channel_b);
        to.number(name!("tx_rx"), self.tx_rx);
        to.truth(name!("low_power"), self.low_power);
        if let Some([first, second]) = self.dest_mmsis() {
            to.number(name!("dest_mmsi"), first);
            to.number(name!("dest_mmsi_2"), second);
        } else {
            area(self.ne_lon, self.ne_lat, self.sw_lon, self.sw_lat, to);
        }
        to.truth(name!("narrow_a"), self.narrow_a);
        to.truth(name!("narrow_b"), self.narrow_b);
        to.number(name!("zone_size_nmi"), u16::from(self.zone_size) + 1);
    }
}

impl GroupAssignment {
    fn members(&self, to: &mut Members<'_>) {
        area(self.ne_lon, self.ne_lat, self.sw_lon, self.sw_lat, to);
        to.number(name!("station_type"), self.station_type);
        ship_type(self.ship_type, to);
        to.number(name!("tx_rx"), self.tx_rx);
        to.number(name!("interval"), self.interval);
        to.maybe(name!("interval_s"), self.interval_s());
        to.number(name!("quiet_min"), self.quiet_min);
    }
}

impl BinaryShort {
    fn members(&self, to: &mut Members<'_>) {
        if self.addressed {
            to.number(name!("dest_mmsi"), self.dest_mmsi);
        }
        if self.structured {
            application(self.dac, self.fi, to);
        }
        payload(&self.payload, to);
    }
}

impl BinaryLong {
    fn members(&self, to: &mut Members<'_>) {
        if self.addressed {
            to.number(name!("dest_mmsi"), self.dest_mmsi);
        }
        if self.structured {
            application(self.dac, self.fi, to);
        }
        payload(&self.payload, to);
        to.truth(name!("itdma"), self.itdma);
        to.number(name!("radio"), self.radio);
    }
}

impl PositionLongRange {
    fn members(&self, to: &mut Members<'_>) {
        to.truth(name!("accuracy"), self.accuracy);
        to.truth(name!("raim"), self.raim);
        to.number(name!("status"), self.status);
        to.code(
            name!("status_code"),
            NavigationStatus::of(self.status).code(),
        );
        to.coarse_position(self.lon, self.lat);
        to.maybe(name!("sog_kn"), (self.sog < 63).then_some(self.sog));
        to.maybe(name!("cog_deg"), (self.cog < 360).then_some(self.cog));
        to.truth(name!("late"), self.late);
    }
}

fn epfd(raw: u8, to: &mut Members<'_>) {
    to.number(name!("epfd"), raw);
    to.code(name!("epfd_code"), Epfd::of(raw).code());
}

fn ship_type(raw: u8, to: &mut Members<'_>) {
    to.number(name!("ship_type"), raw);
    to.code(name!("ship_class"), ShipClass::of(raw).code());
}

fn application(dac: u16, fi: u8, to: &mut Members<'_>) {
    to.number(name!("dac"), dac);
    to.number(name!("fi"), fi);
}

/// What the payload means, when somebody here knows.
fn meaning(message: &Message, to: &mut Members<'_>) {
    if let Some(application) = message.application() {
        application.write_json(to);
    }
}

fn payload(bits: &Bits, to: &mut Members<'_>) {
    to.number(name!("payload_bits"), bits.len() as u64);
    to.hex(name!("payload_hex"), bits.as_bytes());
}

fn area(ne_lon: i32, ne_lat: i32, sw_lon: i32, sw_lat: i32, to: &mut Members<'_>) {
    to.coordinate(
        name!("ne_lon_deg"),
        name!("ne_lon_raw"),
        ne_lon,
        COARSE_PER_DEG,
        180,
    );
    to.coordinate(
        name!("ne_lat_deg"),
        name!("ne_lat_raw"),
        ne_lat,
        COARSE_PER_DEG,
        90,
    );
    to.coordinate(
        name!("sw_lon_deg"),
        name!("sw_lon_raw"),
        sw_lon,
        COARSE_PER_DEG,
        180,
    );
    to.coordinate(
        name!("sw_lat_deg"),
        name!("sw_lat_raw"),
        sw_lat,
        COARSE_PER_DEG,
        90,
    );
}

/// A list of objects whose first member the writer puts without a comma.
fn list<T>(
    name: &'static str,
    items: impl Iterator<Item = T>,
    to: &mut Members<'_>,
    mut member: impl FnMut(T, &mut Members<'_>),
) {
    to.name(name);
    to.out.push(b'[');
    for (item, at) in items.zip(0..) {
        to.out.extend_from_slice(if at == 0 { b"{" } else { b",{" });
        member(item, to);
        to.out.push(b'}');
    }
    to.out.push(b']');
}
