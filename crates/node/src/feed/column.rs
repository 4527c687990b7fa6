//! Which column of a table gives which field: the layouts of the services in use, and the user's own.
//!
//! Sources of the layouts: the MarineCadastre data dictionary (2015 to 2024, and the lower-case names
//! since 2025), the column description of the Danish Maritime Authority, Global Fishing Watch's
//! published position tables, Spire's description of its data extracts (standard and combined format). Names are compared by letters and digits only,
//! so `Base_Date-Time` is `basedatetime`.

use super::{ColumnMap, Preset};

/// What a column can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it; docs/feeds.md explains each")]
pub(crate) enum Field {
    Mmsi,
    VesselId,
    Time,
    Lat,
    Lon,
    Speed,
    SpeedMps,
    SpeedKmh,
    Course,
    Heading,
    Status,
    Class,
    MessageType,
    Imo,
    Name,
    CallSign,
    ShipType,
    Length,
    Beam,
    Destination,
    Gear,
    Flag,
    ReceiverType,
    Station,
}

impl Field {
    /// Every field with its name on the command line.
    pub(crate) const ALL: [(Self, &'static str); 24] = [
        (Self::Mmsi, "mmsi"),
        (Self::VesselId, "vessel_id"),
        (Self::Time, "time"),
        (Self::Lat, "lat"),
        (Self::Lon, "lon"),
        (Self::Speed, "speed"),
        (Self::SpeedMps, "speed_mps"),
        (Self::SpeedKmh, "speed_kmh"),
        (Self::Course, "course"),
        (Self::Heading, "heading"),
        (Self::Status, "status"),
        (Self::Class, "class"),
        (Self::MessageType, "message_type"),
        (Self::Imo, "imo"),
        (Self::Name, "name"),
        (Self::CallSign, "call_sign"),
        (Self::ShipType, "ship_type"),
        (Self::Length, "length"),
        (Self::Beam, "beam"),
        (Self::Destination, "destination"),
        (Self::Gear, "gear"),
        (Self::Flag, "flag"),
        (Self::ReceiverType, "receiver_type"),
        (Self::Station, "station"),
    ];

    /// Number of fields.
    pub(crate) const COUNT: usize = Self::ALL.len();

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, n)| *n == name)
            .map(|(field, _)| field)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(field, _)| *field == self)
            .map_or("", |(_, name)| name)
    }
}

/// Column names, as letters and digits, best first where a table has several for one field.
const MARINE_CADASTRE: &[(&str, Field)] = &[
    ("mmsi", Field::Mmsi),
    ("basedatetime", Field::Time),
    ("lat", Field::Lat),
    ("latitude", Field::Lat),
    ("lon", Field::Lon),
    ("longitude", Field::Lon),
    ("sog", Field::Speed),
    ("cog", Field::Course),
    ("heading", Field::Heading),
    ("vesselname", Field::Name),
    ("imo", Field::Imo),
    ("callsign", Field::CallSign),
    ("vesseltype", Field::ShipType),
    ("status", Field::Status),
    ("length", Field::Length),
    ("width", Field::Beam),
    ("transceiverclass", Field::Class),
    ("transceiver", Field::Class),
];

const DMA: &[(&str, Field)] = &[
    ("mmsi", Field::Mmsi),
    ("timestamp", Field::Time),
    ("latitude", Field::Lat),
    ("longitude", Field::Lon),
    ("sog", Field::Speed),
    ("cog", Field::Course),
    ("heading", Field::Heading),
    ("typeofmobile", Field::Class),
    ("navigationalstatus", Field::Status),
    ("imo", Field::Imo),
    ("name", Field::Name),
    ("callsign", Field::CallSign),
    ("shiptype", Field::ShipType),
    ("length", Field::Length),
    ("width", Field::Beam),
    ("destination", Field::Destination),
];

const GFW: &[(&str, Field)] = &[
    ("ssvid", Field::Mmsi),
    ("mmsi", Field::Mmsi),
    ("timestamp", Field::Time),
    ("lat", Field::Lat),
    ("lon", Field::Lon),
    ("speedknots", Field::Speed),
    ("speed", Field::Speed),
    ("course", Field::Course),
    ("heading", Field::Heading),
    ("status", Field::Status),
    ("type", Field::MessageType),
    ("shipname", Field::Name),
    ("callsign", Field::CallSign),
    ("imo", Field::Imo),
    ("shiptype", Field::ShipType),
    ("length", Field::Length),
    ("width", Field::Beam),
    ("destination", Field::Destination),
    ("vesselclass", Field::Gear),
    ("bestvesselclass", Field::Gear),
    ("geartype", Field::Gear),
    ("flag", Field::Flag),
    ("receivertype", Field::ReceiverType),
    ("receiver", Field::Station),
];

const SPIRE: &[(&str, Field)] = &[
    ("mmsi", Field::Mmsi),
    ("vesselmmsi", Field::Mmsi),
    ("timestamp", Field::Time),
    ("positiontimestamp", Field::Time),
    ("positionupdatetimestamp", Field::Time),
    ("updatetimestamp", Field::Time),
    ("createdat", Field::Time),
    ("latitude", Field::Lat),
    ("positionlatitude", Field::Lat),
    ("longitude", Field::Lon),
    ("positionlongitude", Field::Lon),
    ("speed", Field::Speed),
    ("positionspeed", Field::Speed),
    ("course", Field::Course),
    ("positioncourse", Field::Course),
    ("heading", Field::Heading),
    ("positionheading", Field::Heading),
    ("status", Field::Status),
    ("navigationalstatus", Field::Status),
    ("positionnavigationalstatus", Field::Status),
    ("msgtype", Field::MessageType),
    ("aisclass", Field::Class),
    ("vesselaisclass", Field::Class),
    ("imo", Field::Imo),
    ("vesselimo", Field::Imo),
    ("name", Field::Name),
    ("vesselname", Field::Name),
    ("callsign", Field::CallSign),
    ("vesselcallsign", Field::CallSign),
    ("shipandcargotype", Field::ShipType),
    ("vesselshiptype", Field::ShipType),
    ("shiptype", Field::ShipType),
    ("length", Field::Length),
    ("vesseldimensionslength", Field::Length),
    ("width", Field::Beam),
    ("vesseldimensionswidth", Field::Beam),
    ("destination", Field::Destination),
    ("flag", Field::Flag),
    ("collectiontype", Field::ReceiverType),
    ("positioncollectiontype", Field::ReceiverType),
];

/// Names met elsewhere, used when no preset is named.
const OTHER: &[(&str, Field)] = &[
    ("time", Field::Time),
    ("datetime", Field::Time),
    ("dateandtime", Field::Time),
    ("timestamputc", Field::Time),
    ("lng", Field::Lon),
    ("long", Field::Lon),
    ("speedoverground", Field::Speed),
    ("sogkn", Field::Speed),
    ("courseoverground", Field::Course),
    ("trueheading", Field::Heading),
    ("navstatus", Field::Status),
    ("navigationstatus", Field::Status),
    ("messagetype", Field::MessageType),
    ("imonumber", Field::Imo),
    ("ircs", Field::CallSign),
    ("beam", Field::Beam),
    ("gear", Field::Gear),
    ("flagiso3", Field::Flag),
    ("station", Field::Station),
];

fn layout(preset: Preset) -> &'static [(&'static str, Field)] {
    match preset {
        Preset::MarineCadastre => MARINE_CADASTRE,
        Preset::Dma => DMA,
        Preset::Gfw => GFW,
        Preset::Spire => SPIRE,
    }
}

/// Where each field stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    at: [Option<usize>; Field::COUNT],
    /// Columns in the header.
    pub(crate) count: usize,
    /// A table of MarineCadastre, some years of which hold speed and course as numbers with a sign.
    pub(crate) signed: bool,
}

impl Columns {
    /// Finds the fields in a header. The user's map comes first, then the preset, or all of them.
    pub(crate) fn find(header: &[String], preset: Option<Preset>, map: &ColumnMap) -> Self {
        let mut columns = Self {
            at: [None; Field::COUNT],
            count: header.len(),
            signed: header.iter().any(|name| letters(name) == "basedatetime"),
        };
        for (index, name) in header.iter().enumerate() {
            if let Some(field) = map.field(name.trim()) {
                columns.set(field, index);
            }
        }
        let names: Vec<String> = header.iter().map(|name| letters(name)).collect();
        let free = |index: usize| {
            header
                .get(index)
                .is_some_and(|n| map.field(n.trim()).is_none())
        };
        let known = preset.map_or_else(all_layouts, |p| layout(p).to_vec());
        for (alias, field) in known {
            if columns.index(field).is_none()
                && let Some(index) = names.iter().position(|name| name == alias)
                && free(index)
            {
                columns.set(field, index);
            }
        }
        columns
    }

    pub(crate) fn index(&self, field: Field) -> Option<usize> {
        self.at.get(field as usize).copied().flatten()
    }

    fn set(&mut self, field: Field, index: usize) {
        if let Some(slot) = self.at.get_mut(field as usize) {
            *slot = Some(index);
        }
    }

    /// The first field without which no row can be used.
    pub(crate) fn missing(&self) -> Option<Field> {
        let lacks = |field| self.index(field).is_none();
        if lacks(Field::Mmsi) && lacks(Field::VesselId) {
            return Some(Field::Mmsi);
        }
        [Field::Time, Field::Lat, Field::Lon]
            .into_iter()
            .find(|field| lacks(*field))
    }
}

fn all_layouts() -> Vec<(&'static str, Field)> {
    let named = Preset::ALL.into_iter().flat_map(|p| layout(p).iter());
    // Without a preset `type` may be a ship type or a message type: it is left alone.
    named
        .chain(OTHER)
        .filter(|(alias, _)| *alias != "type")
        .copied()
        .collect()
}

/// The letters and digits of a column name, lower case.
pub(crate) fn letters(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a first line looks like the header of a position table.
pub(crate) fn is_header(names: &[String]) -> bool {
    let found = Columns::find(names, None, &ColumnMap::default());
    let some = [Field::Lat, Field::Lon, Field::Time, Field::Mmsi];
    some.into_iter()
        .filter(|field| found.index(*field).is_some())
        .count()
        >= 2
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn names(header: &str) -> Vec<String> {
        header.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn each_preset_knows_its_own_header() {
        let headers = [
            (
                Preset::MarineCadastre,
                "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass",
            ),
            (
                Preset::MarineCadastre,
                "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,status,length,width,draft,cargo,transceiver",
            ),
            (
                Preset::Dma,
                "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length",
            ),
            (Preset::Gfw, "ssvid,lat,lon,timestamp,seg_id,speed"),
            (
                Preset::Spire,
                "created_at,timestamp,mmsi,msg_type,latitude,longitude,speed,course,heading,collection_type",
            ),
        ];
        for (preset, header) in headers {
            let header = names(header);
            let columns = Columns::find(&header, Some(preset), &ColumnMap::default());
            assert_eq!(columns.missing(), None, "{header:?}");
            assert_eq!(
                Columns::find(&header, None, &ColumnMap::default()).missing(),
                None
            );
            assert!(is_header(&header));
        }
    }

    #[test]
    fn the_better_of_two_columns_is_taken() {
        let header = names("created_at,timestamp,mmsi,latitude,longitude");
        let columns = Columns::find(&header, Some(Preset::Spire), &ColumnMap::default());
        assert_eq!(columns.index(Field::Time), Some(1));
    }

    #[test]
    fn the_users_map_wins() {
        let mut map = ColumnMap::default();
        map.add("created_at=time").unwrap();
        map.add("id=vessel_id").unwrap();
        let columns = Columns::find(&names("id,created_at,time,lat,lon"), None, &map);
        assert_eq!(columns.index(Field::Time), Some(1));
        assert_eq!(columns.missing(), None);
        let none = Columns::find(&names("id,lat,lon"), None, &ColumnMap::default());
        assert_eq!(none.missing(), Some(Field::Mmsi));
    }

    #[test]
    fn field_numbers_follow_the_list() {
        for (index, (field, name)) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, index);
            assert_eq!(Field::named(name), Some(field));
            assert_eq!(field.name(), name);
        }
    }
}
