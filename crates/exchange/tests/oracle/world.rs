//! The same world in the program's own types, and the comparison of both decisions down to the bytes.

use std::fmt::Write as _;

use vigie_exchange::*;
use zeroize::Zeroizing;

use super::{Condition, Deal, KindRule, Moment, Plain, PlainLabel, Thing, Verdict, Wanted, Way};

const HOUR_MS: i64 = 3_600_000;
/// 2026-03-06T00:00:00Z.
pub const START_MS: i64 = 1_772_755_200_000;
const LEVELS: [&str; 4] = ["public", "community", "protected", "enforcement"];
const ONWARD: [&str; 3] = ["none", "ask", "allowed"];

pub fn hour(hours: i64) -> Time {
    Time::from_ms(START_MS + hours * HOUR_MS)
}

fn set<'a, T: std::str::FromStr<Err = Error> + Ord>(
    names: impl IntoIterator<Item = &'a &'static str>,
) -> std::collections::BTreeSet<T> {
    names
        .into_iter()
        .map(|name| name.parse().unwrap())
        .collect()
}

fn list<'a>(names: impl IntoIterator<Item = &'a &'static str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("{name:?}")).collect();
    format!("[{}]", quoted.join(", "))
}

fn way((name, number): &Way) -> String {
    match *name {
        "keep" | "drop" | "pseudonym" => format!("{name:?}"),
        "round" => format!("{{ round = {number}.0 }}"),
        _ => format!("{{ {name} = {number} }}"),
    }
}

/// The agreement as an officer writes it.
pub fn toml(deal: &Deal) -> String {
    let mut out = String::new();
    let [from, until] = [deal.valid.0, deal.valid.1].map(hour);
    writeln!(out, "[agreement]\nfrom = {:?}\nto = {:?}\nversion = 1\nrealm = {:?}\nvalid_from = \"{from}\"\nvalid_until = \"{until}\"", deal.from, deal.to, deal.realm).unwrap();
    writeln!(
        out,
        "purposes = {}\ncaveats = {}",
        list(&deal.purposes),
        list(&deal.caveats)
    )
    .unwrap();
    for (scope, (from, until)) in &deal.scopes {
        writeln!(out, "[scope.{scope}]").unwrap();
        for (name, end) in [("from", from), ("until", until)] {
            if let Some(end) = end {
                writeln!(out, "{name} = \"{}\"", hour(*end)).unwrap();
            }
        }
    }
    for (kind, rule) in &deal.kinds {
        kind_toml(&mut out, kind, rule);
    }
    for (profile, fields) in &deal.profiles {
        writeln!(out, "[profile.{profile}]").unwrap();
        fields
            .iter()
            .for_each(|(field, treated)| writeln!(out, "{field} = {}", way(treated)).unwrap());
    }
    out
}

fn kind_toml(out: &mut String, kind: &str, rule: &KindRule) {
    writeln!(
        out,
        "[kind.{kind}]\nrelease = {:?}\napproval = {}\nlevel_max = {:?}\npersonal = {}",
        rule.form,
        rule.approval,
        LEVELS[usize::from(rule.level_max)],
        rule.personal
    )
    .unwrap();
    writeln!(
        out,
        "time_s = {}\npseudonym = {}\nonward = {:?}\ncount_min = 3",
        rule.time_s,
        rule.pseudonym,
        ONWARD[usize::from(rule.onward)]
    )
    .unwrap();
    writeln!(
        out,
        "hold = {:?}",
        if rule.hold { "investigation" } else { "never" }
    )
    .unwrap();
    if let Some(purposes) = &rule.purposes {
        writeln!(out, "purposes = {}", list(purposes)).unwrap();
    }
    if let Some(hours) = rule.retain_h {
        writeln!(out, "retain_h = {hours}").unwrap();
    }
    if rule.patrol {
        writeln!(out, "patrol_place = \"place\"").unwrap();
    }
    writeln!(out, "[kind.{kind}.fields]").unwrap();
    rule.fields
        .iter()
        .for_each(|(field, treated)| writeln!(out, "{field} = {}", way(treated)).unwrap());
}

/// Its conditions.
pub fn cedar(deal: &Deal) -> String {
    let mut out = String::new();
    for (kind, rule) in &deal.kinds {
        let text = match rule.condition {
            None => continue,
            Some(Condition::FisheriesButNotXyz) => format!(
                "@id(\"{kind}-fisheries\") @kind({kind:?})\npermit(principal, action, resource) when {{ context.purpose == \"fisheries\" }};\n\
                 @id(\"{kind}-xyz\") @kind({kind:?})\nforbid(principal, action, resource) when {{ resource.hasTag(\"flag\") && resource.getTag(\"flag\") == \"XYZ\" }};\n"
            ),
            // Whether the tag is there is not asked through the tag's own name: the sum overflows when it is not.
            Some(Condition::FlagAbcOrError) => format!(
                "@id(\"{kind}-abc\") @kind({kind:?})\npermit(principal, action, resource) when {{ if resource.hasTag(\"flag\") then resource.getTag(\"flag\") == \"ABC\" else 9223372036854775807 + resource.version > 0 }};\n"
            ),
        };
        out.push_str(&text);
    }
    out
}

fn label(plain: &PlainLabel) -> Label {
    let levels = [
        Level::Public,
        Level::Community,
        Level::Protected,
        Level::Enforcement,
    ];
    let audience = |level: u8, to: &std::collections::BTreeSet<&'static str>| Audience {
        level: levels[usize::from(level)],
        releasable_to: set(to),
    };
    Label {
        policies: set(&["shared"]),
        audience: audience(plain.level, &plain.to),
        caveats: set(&plain.caveats),
        purposes: plain
            .purposes
            .as_ref()
            .map_or(Purposes::Any, |purposes| Purposes::Only(set(purposes))),
        scopes: plain
            .scopes
            .iter()
            .map(|(scope, (level, to))| (scope.parse().unwrap(), audience(*level, to)))
            .collect(),
        personal: plain.personal,
        onward: [Onward::None, Onward::Ask, Onward::Allowed][usize::from(plain.onward)],
        not_after: plain.not_after.map(hour),
        purge_at: plain.purge_at.map(hour),
        hold: if plain.hold {
            HoldRule::Investigation
        } else {
            HoldRule::Never
        },
        profiles: set(&plain.profiles),
        origins: set(&plain.origins),
    }
}

pub fn value(plain: &Plain) -> Value {
    match plain {
        Plain::Text(text) => Value::text(text.as_str()),
        Plain::Int(int) => Value::Int(*int),
        Plain::Place(lat, lon) => Value::place(*lat, *lon),
    }
}

pub fn subject(thing: &Thing) -> Subject {
    let assertion = Assertion {
        realm: thing.realm.parse().unwrap(),
        originator: thing.originator.parse().unwrap(),
        object: ObjectId([thing.object; 16]),
        kind: thing.kind.parse().unwrap(),
        version: thing.version,
        made_at: Time::from_ms(thing.made_ms),
        valid: Validity {
            from: Some(Time::from_ms(thing.made_ms)),
            until: None,
        },
        label: label(&thing.label),
        purpose: "fisheries".parse().unwrap(),
        agreement_version: 1,
        body: thing
            .body
            .iter()
            .map(|(field, plain)| ((*field).to_owned(), value(plain)))
            .collect(),
    };
    // The sender adds itself to the origins, which the originator is anyway.
    let sender = assertion.originator.clone();
    Subject::received(assertion, &sender)
}

/// What the program is told.
pub struct Facts {
    pub own: PartyId,
    pub realm: Realm,
    pub now: Time,
    pub purpose: Purpose,
    pub scopes: std::collections::BTreeSet<Scope>,
    pub patrols: Vec<Patrol>,
    pub consents: Vec<Consent>,
    pub approvals: Vec<Approval>,
    pub stopped: std::collections::BTreeSet<ObjectId>,
    pub secret: Option<[u8; 32]>,
}

impl Facts {
    pub fn of(moment: &Moment, agreement: Digest) -> Self {
        let patrol =
            |(party, from, until, [south, north, west, east]): &super::PlainPatrol| Patrol {
                party: party.parse().unwrap(),
                // Corners between, so that no edge is half the way round.
                area: Area::new(vec![ring(*south, *north, *west, *east)]).unwrap(),
                from: hour(*from),
                until: hour(*until),
            };
        Self {
            own: moment.own.parse().unwrap(),
            realm: moment.realm.parse().unwrap(),
            now: hour(moment.now),
            purpose: moment.purpose.parse().unwrap(),
            scopes: set(&moment.scopes),
            patrols: moment.patrols.iter().map(patrol).collect(),
            consents: moment
                .consents
                .iter()
                .map(|(who, object, to, until)| Consent {
                    originator: who.parse().unwrap(),
                    object: ObjectId([*object; 16]),
                    to: to.parse().unwrap(),
                    until: until.map(hour),
                })
                .collect(),
            approvals: moment
                .approvals
                .iter()
                .map(|(object, version, to, current)| Approval {
                    object: ObjectId([*object; 16]),
                    version: *version,
                    to: to.parse().unwrap(),
                    agreement: if *current { agreement } else { Digest::ZERO },
                    by: "watch-1".to_owned(),
                })
                .collect(),
            stopped: moment
                .stopped
                .iter()
                .map(|object| ObjectId([*object; 16]))
                .collect(),
            secret: moment.secret.then_some([9; 32]),
        }
    }

    pub fn circumstances(&self) -> Circumstances<'_> {
        Circumstances {
            own: &self.own,
            realm: &self.realm,
            now: self.now,
            scopes: &self.scopes,
            patrols: &self.patrols,
            consents: &self.consents,
            approvals: &self.approvals,
            stopped: &self.stopped,
            pseudonym_secret: self.secret.as_ref(),
        }
    }
}

fn ring(south: f64, north: f64, west: f64, east: f64) -> Vec<(f64, f64)> {
    let width = if west <= east {
        east - west
    } else {
        east - west + 360.0
    };
    let lons: Vec<f64> = (0..=3)
        .map(|part| west + width * f64::from(part) / 3.0)
        .map(|lon| if lon > 180.0 { lon - 360.0 } else { lon })
        .collect();
    let southern = lons.iter().map(|lon| (south, *lon));
    southern
        .chain(lons.iter().rev().map(|lon| (north, *lon)))
        .collect()
}

pub fn sign(deal: &Deal) -> Agreement {
    let key = |seed| SecretKey::from_random(&Zeroizing::new([seed; 32]));
    let (from, to) = (key(1), key(2));
    let mut keys = Keyring::default();
    keys.pin(&deal.from.parse().unwrap(), from.public(), 0)
        .unwrap();
    keys.pin(&deal.to.parse().unwrap(), to.public(), 0).unwrap();
    let proposal = Proposal::parse(&toml(deal), &cedar(deal)).unwrap();
    let seals = (proposal.sign(&from), proposal.sign(&to));
    proposal.conclude(seals.0, seals.1, &keys).unwrap()
}

/// Both decisions about one thing are the same, and what is withheld is in no byte of the copy.
pub fn compare(
    thing: &Thing,
    deal: &Deal,
    verdict: &Verdict,
    decided: &Outcome,
) -> Result<(), String> {
    match (verdict, decided) {
        (Verdict::Nothing, Outcome::Deny(_)) | (Verdict::Counted, Outcome::Count) => Ok(()),
        (Verdict::Copy(wanted), Outcome::Release(copy)) if !wanted.waits => {
            check_copy(thing, deal, wanted, copy)
        }
        (Verdict::Copy(wanted), Outcome::Hold(copy)) if wanted.waits => {
            check_copy(thing, deal, wanted, copy)
        }
        _ => Err(format!("{verdict:?} against {decided:?}")),
    }
}

fn check_copy(thing: &Thing, deal: &Deal, wanted: &Wanted, copy: &Assertion) -> Result<(), String> {
    let bytes = copy.encode();
    for (field, plain) in &thing.body {
        let ways = wanted.fields.get(field).map(Vec::as_slice);
        check_field(field, plain, ways, wanted.secret, copy.body.get(*field))?;
        let kept = ways.is_some_and(|ways| ways.iter().all(|way| way.0 == "keep"));
        if !kept && *field != "flag" {
            canaries(plain, copy.body.get(*field))
                .iter()
                .try_for_each(|canary| absent(&bytes, canary, field))?;
        }
        if ways.is_none() {
            absent(&bytes, field.as_bytes(), field)?;
        }
    }
    check_label(wanted, copy)?;
    check_frame(thing, deal, wanted, copy, &bytes)
}

fn check_label(wanted: &Wanted, copy: &Assertion) -> Result<(), String> {
    let label = &copy.label;
    let same = label.not_after == wanted.ends.0.map(hour)
        && label.purge_at == wanted.ends.1.map(hour)
        && label.onward as u8 == wanted.onward
        && (label.hold == HoldRule::Investigation) == wanted.hold
        && label.purposes == Purposes::Only([copy.purpose.clone()].into());
    if same {
        Ok(())
    } else {
        Err(format!("label {label:?}, wanted {wanted:?}"))
    }
}

fn check_frame(
    thing: &Thing,
    deal: &Deal,
    wanted: &Wanted,
    copy: &Assertion,
    bytes: &[u8],
) -> Result<(), String> {
    let rule = &deal.kinds[thing.kind];
    if rule.pseudonym == (copy.object == ObjectId([thing.object; 16])) {
        return Err("object".to_owned());
    }
    let step = i64::from(rule.time_s.max(1)) * 1_000;
    let coarse = if rule.time_s == 0 {
        thing.made_ms
    } else {
        thing.made_ms - thing.made_ms.rem_euclid(step)
    };
    if copy.made_at.ms() != coarse || copy.valid.from.map(Time::ms) != Some(coarse) {
        return Err("times".to_owned());
    }
    // Others in the audience stay unknown to a partner that may not pass on, unless their data is inside.
    let label = &thing.label;
    for other in label
        .to
        .iter()
        .chain(label.scopes.values().flat_map(|scope| &scope.1))
    {
        let inside =
            label.origins.contains(other) || thing.originator == *other || *other == deal.to;
        if wanted.onward == 0 && !inside {
            absent(bytes, other.as_bytes(), "audience")?;
        }
    }
    Ok(())
}

fn absent(bytes: &[u8], canary: &[u8], what: &str) -> Result<(), String> {
    let found = bytes.windows(canary.len()).any(|window| window == canary);
    if found {
        Err(format!("{what} leaks"))
    } else {
        Ok(())
    }
}

/// The bytes by which a value would be found; none where the treated value is the value.
fn canaries(plain: &Plain, left: Option<&Value>) -> Vec<Vec<u8>> {
    if left == Some(&value(plain)) {
        return Vec::new();
    }
    match plain {
        Plain::Text(text) => vec![text.as_bytes().to_vec()],
        Plain::Int(int) => vec![int.to_be_bytes().to_vec(), int.to_string().into_bytes()],
        Plain::Place(lat, lon) => [lat, lon]
            .into_iter()
            .map(|degrees| degrees.to_be_bytes().to_vec())
            .collect(),
    }
}

fn check_field(
    field: &str,
    plain: &Plain,
    ways: Option<&[Way]>,
    secret: bool,
    left: Option<&Value>,
) -> Result<(), String> {
    let mut expected = ways.map(|_| value(plain));
    for treated in ways.into_iter().flatten() {
        expected = match (expected, *treated) {
            (Some(value), ("keep", _)) => Some(value),
            (Some(Value::Text(_) | Value::Int(_)), ("pseudonym", _)) if secret => match left {
                Some(Value::Text(name)) if name.len() == 32 && *name != format!("{plain:?}") => {
                    return Ok(());
                }
                // A later treatment may have dropped it.
                None if ways.is_some_and(|ways| ways.len() > 1) => return Ok(()),
                _ => return Err(format!("{field}: pseudonym {left:?}")),
            },
            (Some(Value::Int(int)), ("time_s", step)) => {
                Some(Value::Int(int - int.rem_euclid(i64::from(step) * 1_000)))
            }
            (Some(Value::Int(int)), ("round", step)) => {
                Some(Value::Int(int - int.rem_euclid(i64::from(step))))
            }
            (Some(place @ Value::Map(_)), ("place_m", grid_m)) => {
                return check_place(field, plain, &place, grid_m, ways, left);
            }
            _ => None,
        };
    }
    if expected.as_ref() == left {
        Ok(())
    } else {
        Err(format!("{field}: {left:?} instead of {expected:?}"))
    }
}

fn check_place(
    field: &str,
    plain: &Plain,
    _: &Value,
    grid_m: u32,
    ways: Option<&[Way]>,
    left: Option<&Value>,
) -> Result<(), String> {
    let dropped = ways
        .into_iter()
        .flatten()
        .any(|way| !matches!(way.0, "keep" | "place_m"));
    let (Some(left), Plain::Place(lat, _)) = (left, plain) else {
        return if dropped {
            Ok(())
        } else {
            Err(format!("{field}: place lost"))
        };
    };
    let coarsest = ways
        .into_iter()
        .flatten()
        .filter(|way| way.0 == "place_m")
        .map(|way| way.1)
        .max()
        .unwrap_or(grid_m);
    let (near, _) = left.as_place().ok_or("no place")?;
    let off_m = (near - lat).abs() * 111_195.0;
    let said = left
        .as_map()
        .and_then(|map| map.get("within_m"))
        .and_then(Value::as_int);
    let last = ways
        .into_iter()
        .flatten()
        .rfind(|way| way.0 == "place_m")
        .map(|way| i64::from(way.1));
    if dropped || said != last || off_m > f64::from(coarsest) * 1.1 + f64::from(grid_m) {
        return Err(format!("{field}: {left:?} for {plain:?} at {grid_m} m"));
    }
    Ok(())
}
