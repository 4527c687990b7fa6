// Made by `npm run client` from crates/node/src/http/openapi.json. Do not edit.

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page */
        get: operations["get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of the page */
        get: operations["get_path"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Areas */
        get: operations["get_areas"];
        put?: never;
        /** Adds areas */
        post: operations["post_areas"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/areas/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes an area */
        delete: operations["delete_areas_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of an attachment */
        get: operations["get_attachment"];
        /** Keeps an attachment under the sum of its bytes */
        put: operations["put_attachment"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boarding/edits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Edits that a device lacks */
        get: operations["get_boarding_edits"];
        put?: never;
        /** Takes edits of devices, in any order and as often as they come */
        post: operations["post_boarding_edits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boarding/fill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the node knows of a vessel, for the fields of a form */
        get: operations["get_boarding_fill"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boarding/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports as they stand, and what people must sort out */
        get: operations["get_boarding_reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boarding/reports/{report}/paper.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A report as a sheet */
        get: operations["get_boarding_paper"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boarding/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inspections, refusals and apparent violations by scheme and flag, for the annual report */
        get: operations["get_boarding_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cases */
        get: operations["get_cases"];
        put?: never;
        /** Opens a case */
        post: operations["post_cases"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A case with its entries */
        get: operations["get_case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds an entry to a case */
        post: operations["post_case_entry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/letter.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The letter to the flag State as a draft, in one language */
        get: operations["get_cases_id_letter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/package": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The evidence package of a case, signed */
        get: operations["get_case_package"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Photographs and documents of a case: ours with whom each was given to, and those that partners gave us */
        get: operations["get_case_photos"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/photos/{party}/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of one of them */
        get: operations["get_case_photo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The exercise as it stands, for exercise control */
        get: operations["get_conduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The moments that the exercise can be set back to, oldest first */
        get: operations["get_conduct_checkpoints"];
        put?: never;
        /** Keeps a checkpoint of the whole exercise */
        post: operations["post_conduct_checkpoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/checkpoints/{checkpoint}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the whole exercise back to a checkpoint: a new branch begins, the clock stands */
        post: operations["post_conduct_checkpoint_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns the clock of the exercise */
        post: operations["post_conduct_clock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file that exercise control has for its injects */
        get: operations["get_conduct_file"];
        /** Keeps a file for the injects that name it, in place of an older one of its name: text, PNG, JPEG or PDF, 3 MiB at most */
        put: operations["put_conduct_file"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The players' inbox, the clock, and the part of this node */
        get: operations["get_conduct_inbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/inbox/{inject}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file that came with an inject: text, PNG, JPEG or PDF */
        get: operations["get_conduct_inbox_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/inbox/{inject}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that an inject was seen */
        post: operations["post_conduct_seen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/injects/{inject}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An entry of the list in its own form */
        get: operations["get_conduct_inject"];
        /** Changes an entry that was not given yet, or adds one */
        put: operations["put_conduct_inject"];
        /** Sends, holds, frees or closes an inject, or notes what was done by hand */
        post: operations["post_conduct_inject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Replaces the list of events */
        put: operations["put_conduct_list"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/list/{form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The list of events as toml, csv or xlsx */
        get: operations["get_conduct_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/list/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what is wrong with a list of events; keeps nothing */
        post: operations["post_conduct_list_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who knows what */
        get: operations["get_conduct_matrix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/no-duff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Real life comes first: freezes the exercise and says where real life is */
        post: operations["post_conduct_no_duff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/ratings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rates an expectation, or an objective for a partner */
        post: operations["post_conduct_rating"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/remarks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a note, strength, improvement or lesson */
        post: operations["post_conduct_remark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/report/{form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The after-action report as html, pdf, json or csv */
        get: operations["get_conduct_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/told": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What people told this partner in the exercise: sightings, citizens, nationals; and the papers it was handed: register, transport */
        get: operations["get_conduct_told"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/told/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of these: a table as CSV, transport as JSON */
        get: operations["get_conduct_told_table"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/truth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The true world of now; only exercise control has it */
        get: operations["get_conduct_truth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Crises */
        get: operations["get_crises"];
        put?: never;
        /** Opens a crisis with its places */
        post: operations["post_crises"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Seats given and received, and what is to be recovered */
        get: operations["get_crises_crisis_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The board: where everyone stands, as counts */
        get: operations["get_crises_crisis_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A partner's claim on an offer, as it came; the same claim gets the same answer */
        post: operations["post_crises_crisis_claims"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/claims/give-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A partner gives seats of a claim back, counted in all so far */
        post: operations["post_crises_crisis_claims_give_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes a crisis */
        post: operations["post_crises_crisis_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contradictions */
        get: operations["get_crises_crisis_conflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts by place and class, small ones left out */
        get: operations["get_crises_crisis_counts"];
        put?: never;
        /** Puts the counts where an officer can release them */
        post: operations["post_crises_crisis_counts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/deeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Notes what happened to a person */
        post: operations["post_crises_crisis_deeds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check-in devices, and what revoked ones delivered since */
        get: operations["get_crises_crisis_devices"];
        put?: never;
        /** Enrols a check-in device */
        post: operations["post_crises_crisis_devices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/devices/{device}/aside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes in, or drops, what a revoked device delivered */
        post: operations["post_crises_crisis_devices_device_aside"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/devices/{device}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revokes a check-in device */
        post: operations["post_crises_crisis_devices_device_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events in the order in which they came in */
        get: operations["get_crises_crisis_events"];
        put?: never;
        /** Takes in what a device noted */
        post: operations["post_crises_crisis_events"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts a register under legal hold, or lifts it */
        post: operations["post_crises_crisis_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads a register from a file */
        post: operations["post_crises_crisis_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/manifests/{leg}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The manifest of a leg; every look is noted */
        get: operations["get_crises_crisis_manifests_leg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/manifests/{leg}/boarding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is at the door of a leg: aboard, expected, on standby, families in two parts; every look is noted */
        get: operations["get_crises_crisis_manifests_leg_boarding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/manifests/{leg}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes the boarding of a leg: who is not aboard is a no-show and is planned again, unused seats come back */
        post: operations["post_crises_crisis_manifests_leg_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/manifests/{leg}/manifest.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The manifest of a leg as a table for the carrier; every table is noted */
        get: operations["get_crises_crisis_manifests_leg_manifest_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/manifests/{leg}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens the boarding of a leg again, until departure */
        post: operations["post_crises_crisis_manifests_leg_reopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Comparisons of registers, by travel documents or by name and date of birth */
        get: operations["get_crises_crisis_matches"];
        put?: never;
        /** Asks a partner who of this register is in its register; neither shows its own */
        post: operations["post_crises_crisis_matches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/matches/{match}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers such a question with this register, or refuses */
        post: operations["post_crises_crisis_matches_match_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that were sent to nationals */
        get: operations["get_crises_crisis_messages"];
        put?: never;
        /** Writes messages to nationals for the gateway, each in their language; or only shows them */
        post: operations["post_crises_crisis_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Seats offered to partners and what became of them */
        get: operations["get_crises_crisis_offers"];
        put?: never;
        /** Sets seats of a leg aside for a partner until a time */
        post: operations["post_crises_crisis_offers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/offers/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an offer back */
        post: operations["post_crises_crisis_offers_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/own-claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Claims seats that a partner offers */
        post: operations["post_crises_crisis_own_claims"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/own-claims/give-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives seats of a claim of ours back, counted in all so far */
        post: operations["post_crises_crisis_own_claims_give_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/pack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a check-in device needs without a network */
        get: operations["get_crises_crisis_pack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/partners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What partners told of this crisis, and our claims on their seats; names nobody */
        get: operations["get_crises_crisis_partners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/partners/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People whom partners let be found */
        get: operations["get_crises_crisis_partners_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/persons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People by name in any writing, or by state */
        get: operations["get_crises_crisis_persons"];
        put?: never;
        /** Registers a person */
        post: operations["post_crises_crisis_persons"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/persons/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything about a person */
        get: operations["get_crises_crisis_persons_person"];
        /** Replaces a record */
        put: operations["put_crises_crisis_persons_person"];
        post?: never;
        /** Erases a person */
        delete: operations["delete_crises_crisis_persons_person"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a place */
        post: operations["post_crises_crisis_places"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/places/{place}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives a place of a crisis another name */
        put: operations["put_crises_crisis_places_place"];
        post?: never;
        /** Removes a place that nothing points to */
        delete: operations["delete_crises_crisis_places_place"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The evacuation plan in force, with its proof; names nobody */
        get: operations["get_crises_crisis_plan"];
        put?: never;
        /** Makes a plan, or a new one that changes as little as it can */
        post: operations["post_crises_crisis_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/plan/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a partner's plan as ours after our own check of it */
        post: operations["post_crises_crisis_plan_adopt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/plan/stress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries the plan in force in made-up courses of events in which legs fail */
        post: operations["post_crises_crisis_plan_stress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receipts of erasures */
        get: operations["get_crises_crisis_receipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** After the crisis: who came how far, how long it took, what is missing; names nobody */
        get: operations["get_crises_crisis_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/report.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a table */
        get: operations["get_crises_crisis_report_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the rule by which records are erased */
        post: operations["post_crises_crisis_retention"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/reunification.pfif": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records for family reunification, PFIF 1.4 */
        get: operations["get_crises_crisis_reunification_pfif"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells a partner places and legs, groups, the plan, the manifest of its leg or records by consent; or only looks */
        post: operations["post_crises_crisis_share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/transport": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What carries people: places, roads, buses, legs */
        get: operations["get_crises_crisis_transport"];
        /** Replaces what carries people */
        put: operations["put_crises_crisis_transport"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/twins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pairs that may be one person */
        get: operations["get_crises_crisis_twins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/unions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Crises of partners that are one with this one, were proposed to be, or wait for an answer */
        get: operations["get_crises_crisis_unions"];
        put?: never;
        /** Proposes to a partner to hold a crisis of theirs and this one as one, or shows what that would mean */
        post: operations["post_crises_crisis_unions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/unions/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts or refuses what a partner proposed */
        post: operations["post_crises_crisis_unions_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/{crisis}/unions/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends it, or takes a proposal back */
        post: operations["post_crises_crisis_unions_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens here the crisis that a partner opened, with the same places */
        post: operations["post_crises_join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crises/offered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Crises that partners told of and that are not open here */
        get: operations["get_crises_offered"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/declared": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Patrols, scopes and consents */
        get: operations["get_declared"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events, newest beginning first */
        get: operations["get_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An event with all its revisions */
        get: operations["get_events_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms or dismisses an event */
        post: operations["post_events_id_review"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Feeds */
        get: operations["get_feeds"];
        put?: never;
        /**
         * Starts a feed
         * @description Files and folders only below those that the node was started with (`--feed-folder`): 403 `feed-folder-closed`. No link-local or unspecified address: 403 `feed-target-closed`. Devices and pipes: 400 `file-special`.
         */
        post: operations["post_feeds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Stops a feed */
        delete: operations["delete_feeds_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Forms of the inspection schemes and the measures they cite */
        get: operations["get_forms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hazards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alerts that were read, the most urgent for our people first */
        get: operations["get_hazards"];
        put?: never;
        /** Reads a CAP, GDACS or USGS feed, keeps its alerts, and says whom each touches */
        post: operations["post_hazards"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys of this node */
        get: operations["get_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that a key is not to be believed any more */
        post: operations["post_keys_key_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new link key, which takes over when every partner knows it */
        post: operations["post_keys_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new key that takes over */
        post: operations["post_keys_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ranked list */
        get: operations["get_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/list.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ranked list as a file */
        get: operations["get_list_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/list.geojson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ranked list as a file */
        get: operations["get_list_geojson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/list.parquet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ranked list as a file */
        get: operations["get_list_parquet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/list.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ranked list as a file */
        get: operations["get_list_xlsx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Vessel lists */
        get: operations["get_lists"];
        put?: never;
        /** Adds or replaces a vessel list */
        post: operations["post_lists"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a vessel list */
        delete: operations["delete_lists_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Marks that came by Cursor on Target, the newest first */
        get: operations["get_marks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/marks/{id}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A mark has been seen */
        post: operations["post_marks_id_seen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Comparisons of lists */
        get: operations["get_matches"];
        put?: never;
        /** Asks a partner which vessels of a list are on its list */
        post: operations["post_matches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matches/{match}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers such a question with a list, or refuses */
        post: operations["post_matches_match_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notes on an object */
        get: operations["get_notes"];
        put?: never;
        /** Writes a note */
        post: operations["post_notes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of transshipment notices */
        get: operations["get_notices"];
        put?: never;
        /** Adds or replaces a file of transshipment notices */
        post: operations["post_notices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a file of transshipment notices */
        delete: operations["delete_notices_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description */
        get: operations["get_openapi_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outcomes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often each rule held when somebody looked */
        get: operations["get_outcomes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outcomes/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outcomes of alerts as labels with their origin, for vigie refit and vigie train */
        get: operations["get_outcome_labels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packages/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks a package */
        post: operations["post_package_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packages/countersign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds this agency's signature to a package */
        post: operations["post_package_countersign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Own identity and all partners */
        get: operations["get_partners"];
        put?: never;
        /** Takes a partner in after its fingerprint was compared */
        post: operations["post_partners"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/{party}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a partnership */
        delete: operations["delete_partners_party"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/{party}/agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agreements of both directions */
        get: operations["get_partners_party_agreement"];
        /** Signs a proposal and sends it */
        put: operations["put_partners_party_agreement"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/{party}/agreement/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs the partner's proposal */
        post: operations["post_partners_party_agreement_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/{party}/agreement/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a new text would change */
        post: operations["post_partners_party_agreement_difference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/{party}/agreement/second": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second own officer signs a drafted policy */
        post: operations["post_partners_party_agreement_second"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/{party}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Cuts or heals the link */
        put: operations["put_partners_party_link"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/{party}/parcel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for a partner as one sealed file */
        get: operations["get_partners_party_parcel"];
        put?: never;
        /** Takes a parcel of a partner */
        post: operations["post_partners_party_parcel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/{party}/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The newest positions for a partner's own systems as NAF, FLUX, NIEM-M or CISE, as far as the agreement and the format allow; positions of a vessel monitoring system stay */
        post: operations["post_partners_party_positions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The invitation of this node */
        post: operations["post_partners_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The planner's desk at a glance */
        get: operations["get_patrol"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Assets */
        get: operations["get_patrol_assets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/assets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes or replaces an asset */
        put: operations["put_patrol_assets_id"];
        post?: never;
        /** Removes an asset */
        delete: operations["delete_patrol_assets_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/assets/{id}/mmsi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Says under which MMSI an asset is received, or under none */
        put: operations["put_patrol_assets_id_mmsi"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/assets/{id}/service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Takes an asset out of service, or back */
        put: operations["put_patrol_assets_id_service"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/assets/{id}/tracks/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Brings a track of an asset, GPX or CSV */
        put: operations["put_patrol_assets_id_tracks_name"];
        post?: never;
        /** Takes a track that was brought away */
        delete: operations["delete_patrol_assets_id_tracks_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The fleet as a file, JSON or TOML */
        get: operations["get_patrol_fleet"];
        put?: never;
        /** What a fleet file would change; nothing is written */
        post: operations["post_patrol_fleet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/joint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Joint plans with partners */
        get: operations["get_patrol_joint"];
        put?: never;
        /** Drafts the first version of a joint plan */
        post: operations["post_patrol_joint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/joint/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A joint plan with its versions and answers */
        get: operations["get_patrol_joint_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/joint/{id}/amend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Drafts the next version */
        post: operations["post_patrol_joint_id_amend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/joint/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agrees to a version, or declines it */
        post: operations["post_patrol_joint_id_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/joint/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes the draft one of the alternatives that were compared with it */
        put: operations["put_patrol_joint_id_draft"];
        post?: never;
        /** Drops the draft */
        delete: operations["delete_patrol_joint_id_draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/joint/{id}/picks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was picked for the own offer */
        get: operations["get_patrol_joint_id_picks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/joint/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the partner would get of the draft */
        get: operations["get_patrol_joint_id_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/joint/{id}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says the draft to the partner */
        post: operations["post_patrol_joint_id_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Plans */
        get: operations["get_patrol_plans"];
        put?: never;
        /** Starts a plan */
        post: operations["post_patrol_plans"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A plan, or its progress */
        get: operations["get_patrol_plans_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/alternatives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Other emphases, and each agency alone */
        get: operations["get_patrol_plans_id_alternatives"];
        put?: never;
        /** Starts making alternatives */
        post: operations["post_patrol_plans_id_alternatives"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/amend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Amends a plan by hand */
        post: operations["post_patrol_plans_id_amend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed between two versions */
        get: operations["get_patrol_plans_id_difference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/orders/{asset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Where the order of an asset stands */
        put: operations["put_patrol_plans_id_orders_asset"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/orders/{asset}/{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The order of an asset as RTZ, GPX, CSV, GeoJSON, KML, CoT, waypoint list, plan file, or as a sheet */
        get: operations["get_patrol_order_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/plan.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The stops as a table */
        get: operations["get_patrol_plans_id_plan_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/replan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a plan anew from now on */
        post: operations["post_patrol_plans_id_replan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/sailed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A plan beside what was sailed */
        get: operations["get_patrol_plans_id_sailed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/sailed.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a table, one row an asset and task */
        get: operations["get_patrol_plans_id_sailed_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Orders a plan, or withdraws it */
        put: operations["put_patrol_plans_id_status"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the search now */
        post: operations["post_patrol_plans_id_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the orders of a plan say beyond it */
        get: operations["get_patrol_plans_id_terms"];
        /** Says what the orders of a plan say; orders that stand are issued anew if that changes them */
        put: operations["put_patrol_plans_id_terms"];
        post?: never;
        /** What is usual holds for the orders of the plan again */
        delete: operations["delete_patrol_plans_id_terms"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/plans/{id}/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The way of each asset as its order has it, around land */
        get: operations["get_patrol_plans_id_ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/ports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ports */
        get: operations["get_patrol_ports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/ports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes or replaces a port */
        put: operations["put_patrol_ports_id"];
        post?: never;
        /** Removes a port */
        delete: operations["delete_patrol_ports_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/registers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Registers of inspection vessels */
        get: operations["get_patrol_registers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/registers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Loads or replaces a register of inspection vessels */
        put: operations["put_patrol_registers_id"];
        post?: never;
        /** Removes a register of inspection vessels */
        delete: operations["delete_patrol_registers_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports from sea, the newest first */
        get: operations["get_patrol_reports"];
        put?: never;
        /** Takes a report from sea */
        post: operations["post_patrol_reports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The request for a plan as it would be made now */
        get: operations["get_patrol_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/riders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Officers who may embark */
        get: operations["get_patrol_riders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/riders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes or replaces an officer who may embark */
        put: operations["put_patrol_riders_id"];
        post?: never;
        /** Removes an officer who may embark */
        delete: operations["delete_patrol_riders_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Plans a search for a vessel from its last fix */
        post: operations["post_patrol_searches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How tasks are derived */
        get: operations["get_patrol_settings"];
        /** Changes how tasks are derived */
        put: operations["put_patrol_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/tankers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tankers */
        get: operations["get_patrol_tankers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/tankers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes or replaces a tanker */
        put: operations["put_patrol_tankers_id"];
        post?: never;
        /** Removes a tanker */
        delete: operations["delete_patrol_tankers_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks and the targets they are about */
        get: operations["get_patrol_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes a task by hand, or fixes a derived one */
        put: operations["put_patrol_tasks_id"];
        post?: never;
        /** Drops a task */
        delete: operations["delete_patrol_tasks_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/tracks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Under which MMSI assets are received, and tracks that were brought as files */
        get: operations["get_patrol_tracks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/weather": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Forecasts of rough sea */
        get: operations["get_patrol_weather"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrol/weather/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes or replaces a forecast */
        put: operations["put_patrol_weather_id"];
        post?: never;
        /** Removes a forecast */
        delete: operations["delete_patrol_weather_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Declares a patrol of a partner */
        post: operations["post_patrols"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/patrols/{patrol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a patrol and recalls what hangs on it */
        delete: operations["delete_patrols_patrol"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plan-book": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contingency plans, ours and partners' */
        get: operations["get_plan_book"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plan-book/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A contingency plan with its history */
        get: operations["get_plan_book_key"];
        /** Adds a version of a contingency plan */
        put: operations["put_plan_book_key"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plan-book/{key}/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What differs between two versions, or from a partner's plan */
        get: operations["get_plan_book_key_difference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plan-book/{key}/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells a partner the newest version */
        post: operations["post_plan_book_key_share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All vessels as 24-byte records */
        get: operations["get_positions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/positions/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Frames of 24-byte records */
        get: operations["get_positions_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What could not be read */
        get: operations["get_quarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quarantine.log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The quarantine file */
        get: operations["get_quarantine_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of feeds as they were received: what is kept and for how long */
        get: operations["get_raw"];
        /** Sets how long the bytes of feeds are kept */
        put: operations["put_raw"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/raw/{feed}/purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deletes the raw bytes of a feed, but what a legal hold keeps */
        post: operations["post_raw_feed_purge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/receivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receivers heard or spoken of */
        get: operations["get_receivers"];
        put?: never;
        /** Says where receivers are */
        post: operations["post_receivers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/receivers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraws what an officer said of a receiver */
        delete: operations["delete_receivers_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was released, newest first */
        get: operations["get_releases"];
        put?: never;
        /** Releases an object to a partner */
        post: operations["post_releases"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/{party}/{seq}/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a partner pass a copy on */
        post: operations["post_releases_party_seq_consent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/{party}/{seq}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proof that it was released */
        get: operations["get_releases_party_seq_proof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/{party}/{seq}/recall": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a release back */
        post: operations["post_releases_party_seq_recall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/label": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Adds to the label of one object, which only narrows it */
        put: operations["put_releases_label"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exactly what the partner would see */
        post: operations["post_releases_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/releases/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alerts that wait for an officer's approval */
        get: operations["get_releases_waiting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Crises for which nationals may report themselves */
        get: operations["get_report"];
        put?: never;
        /** Takes a report of a national; says the same whoever is registered */
        post: operations["post_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/report/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Transshipment notices beside what was heard */
        get: operations["get_report_notices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/report/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Presence and apparent fishing */
        get: operations["get_report_presence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/report/presence.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Presence and apparent fishing as a file */
        get: operations["get_report_presence_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules in force */
        get: operations["get_rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes of the rule file that were brought in */
        get: operations["get_rule_changes"];
        put?: never;
        /** Brings in a new rule file for review */
        post: operations["post_rule_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/changes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One change of the rule file with its differences */
        get: operations["get_rule_change"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/changes/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts or refuses a change of the rule file */
        post: operations["post_rule_change_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Looks of satellites that were taken in */
        get: operations["get_scenes"];
        put?: never;
        /** Takes in detections of satellites and sightings of people and matches them to tracks */
        post: operations["post_scenes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one look says of each detection and each track, with the working */
        get: operations["get_scenes_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scopes/{scope}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Declares a scope active or ended */
        put: operations["put_scopes_scope"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["get_session"];
        put?: never;
        /** Signs in */
        post: operations["post_session"];
        /** Signs out */
        delete: operations["delete_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Retention */
        get: operations["get_settings"];
        /** Sets retention */
        put: operations["put_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the first administrator and signs in */
        post: operations["post_setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Copies from partners */
        get: operations["get_shared"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/{party}/{seq}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One copy from a partner with all its fields, however large */
        get: operations["get_shared_party_seq"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/{party}/{seq}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspends the deletion of a copy */
        post: operations["post_shared_party_seq_hold"];
        /** Lifts a hold */
        delete: operations["delete_shared_party_seq_hold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The partners' areas as GeoJSON */
        get: operations["get_shared_areas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/vessels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The partners' vessels as GeoJSON */
        get: operations["get_shared_vessels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The node at a glance */
        get: operations["get_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events; Last-Event-ID resumes */
        get: operations["get_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxii/outgoing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reports that may go to a partner's TAXII server, decided by the agreement; naming one is the officer's approval */
        post: operations["post_taxii_outgoing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxii/pulled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps what was fetched from a collection: reports as received, the rest aside, and how far it was read */
        post: operations["post_taxii_pulled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxii/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Collections of others' TAXII servers with how far they were read */
        get: operations["get_taxii_sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/threats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports of cyber threats, held and received */
        get: operations["get_threats"];
        put?: never;
        /** Adds the reports of a STIX 2.1 bundle */
        post: operations["post_threats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/threats/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A threat report as a STIX 2.1 bundle */
        get: operations["get_threat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/threats/{id}/take-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes over a received report: the agency stands by it from now on */
        post: operations["post_threat_take_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens */
        get: operations["get_tokens"];
        put?: never;
        /** Makes a token */
        post: operations["post_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a token */
        delete: operations["delete_tokens_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts */
        get: operations["get_users"];
        put?: never;
        /** Makes an account */
        post: operations["post_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes an account */
        patch: operations["patch_users_user"];
        trace?: never;
    };
    "/api/v1/vessels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Vessels by name, call sign, IMO number or MMSI */
        get: operations["get_vessels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vessels/{mmsi}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The card of a vessel */
        get: operations["get_vessels_mmsi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vessels/{mmsi}/track": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The track of a vessel */
        get: operations["get_vessels_mmsi_track"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/warnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Warnings to vessels, the newest first */
        get: operations["get_warnings"];
        put?: never;
        /** Sends a warning to vessels: kept as CAP 1.2 */
        post: operations["post_warnings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/warnings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A warning as CAP 1.2 */
        get: operations["get_warning"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the program runs */
        get: operations["get_healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus text */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** OGC API Features: landing page */
        get: operations["get_ogc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** OGC API Features: landing page */
        get: operations["get_ogc_slash"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/api": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** OGC API Features: its description in OpenAPI 3.0 */
        get: operations["get_ogc_api"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** OGC API Features: collections */
        get: operations["get_ogc_collections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** OGC API Features: a collection */
        get: operations["get_ogc_collections_collection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collection}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** OGC API Features: features */
        get: operations["get_ogc_collections_collection_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/collections/{collection}/items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** OGC API Features: a feature */
        get: operations["get_ogc_collections_collection_items_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ogc/conformance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** OGC API Features: conformance */
        get: operations["get_ogc_conformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the archive is replayed and the disk takes data */
        get: operations["get_readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/taxii2/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** TAXII 2.1: discovery */
        get: operations["get_taxii"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/taxii2/vigie/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** TAXII 2.1: the API root */
        get: operations["get_taxii_root"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/taxii2/vigie/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** TAXII 2.1: collections, objects, manifests, status */
        get: operations["get_taxii_path"];
        put?: never;
        /** TAXII 2.1: objects for the inbox */
        post: operations["post_taxii_path"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AfterContradictions: {
            all: number | null;
            kinds: {
                [key: string]: number | null;
            };
            open: number | null;
        };
        AfterLine: {
            /** @description null where not known */
            key: string | null;
            name?: string | null;
            people: number | null;
            /** @description by step: contacted, offered, accepted, at_assembly_point, embarked, arrived */
            steps: {
                [key: string]: components["schemas"]["AfterReached"];
            };
        };
        AfterReached: {
            /** @description hours until half of them */
            median_h: number | null;
            /** @description hours until nine of ten of them */
            p90_h: number | null;
            /** @description null where not told */
            people: number | null;
        };
        AfterReport: {
            classes: components["schemas"]["AfterLine"][];
            contradictions: components["schemas"]["AfterContradictions"];
            crisis: {
                closed_ms: number | null;
                id: string;
                name: string;
                opened_ms: number;
            };
            devices: {
                [key: string]: number;
            };
            erased: number | null;
            /** @enum {string} */
            from: "onset" | "opened";
            from_ms: number;
            least: number;
            made_ms: number;
            messages: {
                [key: string]: number | null;
            };
            nationalities: components["schemas"]["AfterLine"][];
            open: number | null;
            people: number | null;
            places: components["schemas"]["AfterLine"][];
            record_faults: components["schemas"]["AfterContradictions"];
            seats: {
                given: {
                    given_back: number | null;
                    held: number | null;
                    offered?: number;
                    partner: string;
                }[];
                received: {
                    given_back: number | null;
                    held: number | null;
                    offered?: number;
                    partner: string;
                }[];
            };
            states: {
                [key: string]: number | null;
            };
            /** @description by step: contacted, offered, accepted, at_assembly_point, embarked, arrived */
            steps: {
                [key: string]: components["schemas"]["AfterReached"];
            };
        };
        Audit: {
            broken_at: number | null;
            entries: components["schemas"]["AuditEntry"][];
            intact: boolean;
            next_cursor: number | null;
        };
        AuditEntry: {
            action: string;
            detail: unknown;
            hash: string;
            object: string;
            seq: number;
            /** Format: date-time */
            time: string;
            user: string;
        };
        BoardingReport: {
            attachments: components["schemas"]["Edit"][];
            complete: boolean;
            due?: components["schemas"]["Due"] | null;
            due_ms: number | null;
            due_source: string | null;
            faults: {
                code: string;
                field: string;
            }[] | null;
            fields: Record<string, never>;
            form: string;
            heads: Record<string, never>;
            overdue: boolean;
            patrol: {
                boarded?: boolean;
                reports?: components["schemas"]["PatrolReport"][];
                /** @enum {string} */
                silent?: "withdrawn" | "contested" | "no-time" | "nobody";
            };
            report: string;
            steps: components["schemas"]["Edit"][];
            subject: string;
            unverified: ("withdrawn" | "not-complete" | "faults" | "contested" | "form-not-verified" | "measure-not-verified" | "no-outcome")[];
            verified: boolean;
            withdrawn: boolean;
        };
        CardIdentity: {
            beam_m: number | null;
            call_sign: string | null;
            destination: string | null;
            flag: string | null;
            gear: string | null;
            /** @description the feed says no gear; a list that names the vessel by IMO number or MMSI does */
            gear_by_list?: boolean;
            imo: number | null;
            length_m: number | null;
            name: string | null;
            ship_type: number | null;
        };
        Case: {
            hold: boolean;
            items: components["schemas"]["CaseItem"][];
            last_ms: number;
            links: unknown[];
            mmsi: number | null;
            reply_due_ms: number | null;
            shares: Record<string, never>;
            stage: string;
            tasks: Record<string, never>;
            title: string;
        };
        CaseBrief: {
            hold: boolean;
            id: string;
            items: number;
            last: string;
            mmsi: number | null;
            overdue: components["schemas"]["CaseOverdue"];
            reply_due: string | null;
            stage: string;
            tasks_open: number;
            title: string;
            with: string[];
        };
        CaseEntry: {
            at_ms: number;
            deed: {
                do: string;
            } & {
                [key: string]: unknown;
            };
            party: string;
            user: string;
        };
        CaseItem: {
            id: string;
            kind: string;
        };
        CaseLink: {
            back: boolean;
            case: string;
            title: string | null;
            why: string;
        };
        CaseOverdue: {
            reply: boolean;
            reports?: number;
            tasks: number;
        };
        CasePhoto: {
            caption: string;
            given: {
                on: boolean;
                party: string;
                state: string;
            }[];
            kind: string;
            media: string;
            place: {
                lat: number;
                lon: number;
            } | null;
            sha256: string;
            size: number | null;
            taken_ms: number | null;
            too_large: boolean;
        };
        CasePhotoHeld: {
            caption: string | null;
            held: boolean;
            kind: string | null;
            media: string | null;
            party: string;
            place: {
                lat: number;
                lon: number;
            } | null;
            purge_ms: number | null;
            seq: number;
            sha256: string | null;
            size: number | null;
            taken_ms: number | null;
        };
        Checkpoint: {
            /**
             * Format: date-time
             * @description By the exercise's clock
             */
            at: string;
            branch: number;
            by: string;
            entries: number;
            id: string;
            /** @description It is the end of a branch that was left */
            left: boolean;
            name: string;
            /** Format: date-time */
            wall: string;
        };
        Conduct: {
            assessments: {
                at: string;
                note: string;
                objective: string;
                party: string;
                rating: string;
            }[];
            branch: number;
            clock: components["schemas"]["ExerciseClock"];
            ends: string;
            expectations: components["schemas"]["ConductExpectation"][];
            /** @description Files that the list names or that are here */
            files?: components["schemas"]["ListedFile"][];
            id: string;
            injects: components["schemas"]["ConductInject"][];
            /** @description Every direction between two partners */
            links?: components["schemas"]["ExerciseLink"][];
            log: Record<string, never>[];
            moves: {
                at: string;
                number: number;
                situation: components["schemas"]["Words"];
                title: components["schemas"]["Words"];
            }[];
            objectives: {
                id: string;
                text: components["schemas"]["Words"];
            }[];
            parties: string[];
            remarks: {
                at: string;
                remark: components["schemas"]["ConductRemark"];
                user: string;
            }[];
            scenario: string;
            seats: {
                alerts: number;
                connected: boolean;
                event_time: string | null;
                fed: string | null;
                party: string;
            }[];
            seed: number;
            start: string;
            title: components["schemas"]["Words"];
            truth_known: boolean;
        };
        ConductExpectation: {
            at: string | null;
            due: string | null;
            evidence: number[];
            id: string;
            inject: string;
            note: string;
            rating: string | null;
            score: number;
            score_max: number;
            verdict: string;
            what: string;
            who: string;
        };
        ConductInject: {
            acknowledged: {
                at: string;
                by: string;
                party: string;
            }[];
            body: components["schemas"]["Words"];
            channel: string;
            controller: string;
            edited: boolean;
            evaluator: string;
            from: string;
            held: boolean;
            how: string | null;
            id: string;
            kind: string;
            move: number | null;
            number: number;
            objective: string | null;
            payload: string;
            planned: string | null;
            receivers: string[];
            sent: string | null;
            status: string;
            task: string;
            title: components["schemas"]["Words"];
            to: string[];
            visible: string[];
            when: string;
        };
        ConductRemark: {
            due: string | null;
            expectation: string | null;
            kind: string;
            objective: string | null;
            owner: string | null;
            party: string | null;
            text: string;
        };
        Conflict: {
            conflict: string;
            field?: string;
            report?: string;
            values?: unknown[];
        };
        Crisis: {
            closed_ms: number | null;
            hold: {
                by: string;
                reason: string;
                since_ms: number;
            } | null;
            id: string;
            name: string;
            opened_ms: number;
            retention: Record<string, never>;
            self_report: boolean;
        };
        CrisisBoard: {
            all_places: components["schemas"]["CrisisPlace"][];
            aside: number;
            classes: {
                class: string;
                funnel: components["schemas"]["Funnel"];
                total: number;
            }[];
            conflicts_open: number;
            crisis: components["schemas"]["Crisis"];
            digest: string;
            erased: number;
            events: number;
            funnel: components["schemas"]["Funnel"];
            merged: number;
            missing: {
                device: string;
                from_seq: number;
                to_seq: number;
            }[];
            needs_help: number;
            overdue: number;
            places: {
                funnel: components["schemas"]["Funnel"];
                kind: string | null;
                name: string | null;
                place: string | null;
                total: number;
            }[];
            refused: number;
            register: number;
        };
        CrisisCount: {
            classes: {
                [key: string]: number | null;
            };
            place: string | null;
            total: number | null;
        };
        CrisisDraft: {
            carriers: {
                key: string;
                kind: string;
                name: string;
                note: string;
                owner: string;
                quantity: number | null;
            }[];
            havens: number;
            places: number;
            plan: string;
            roads: number;
            unplaced: {
                key: string;
                kind: string;
                name: string;
                note: string;
                owner: string;
                quantity: number | null;
            }[];
            unread: {
                key: string;
                kind: string;
                name: string;
                note: string;
                owner: string;
                quantity: number | null;
            }[];
            version: number;
        };
        CrisisPlace: {
            id: string;
            /** @enum {string} */
            kind: "assembly" | "embarkation" | "safe_haven" | "reception";
            name: string;
            position: number[] | null;
        };
        DateMark: {
            code: string;
            year: number | null;
        };
        Due: {
            marks: components["schemas"]["DateMark"][];
            ms: number;
            plain_ms: number;
        };
        Edit: {
            act: Record<string, never>;
            at_ms: number;
            id: components["schemas"]["EditId"];
            report: string;
            user: string;
        };
        EditId: {
            device: string;
            seq: number;
        };
        ErasureReceipt: {
            at_ms: number;
            person: string;
            reason: string;
            sealed_sha256: string;
        };
        Event: {
            confidence: number;
            end: components["schemas"]["Fix"] | null;
            evidence: components["schemas"]["Evidence"];
            id: string;
            /** @enum {string} */
            kind: "gap" | "encounter" | "loitering" | "fishing" | "port_visit" | "anchorage_visit" | "area_visit" | "implausible_position" | "identity_conflict" | "shared_mmsi" | "vms_mismatch" | "list_match" | "dark_detection" | "dark_vessel";
            refuted_by: string[];
            retraction?: {
                /** Format: date-time */
                at: string;
                reason: string;
            };
            revision: number;
            rule: {
                name: string;
                version: string;
            };
            start: components["schemas"]["Fix"];
            /** @enum {string} */
            state: "open" | "closed" | "retracted";
            vessels: components["schemas"]["EventVessel"][];
        };
        EventCard: {
            event: components["schemas"]["Event"];
            history: components["schemas"]["Event"][];
            review: components["schemas"]["Review"] | null;
        };
        Events: {
            events: components["schemas"]["Event"][];
            next_cursor: string | null;
            total: number;
        };
        EventVessel: {
            mmsi: number;
            role: string;
            track: string;
        };
        Evidence: {
            codes?: {
                [key: string]: string;
            };
            numbers?: {
                [key: string]: number | null;
            };
            places?: {
                [key: string]: components["schemas"]["LonLat"];
            };
            /** @description [Unix s, value] */
            series?: {
                [key: string]: [
                    number,
                    number
                ][];
            };
        };
        ExerciseClock: {
            branch: number;
            frozen: boolean;
            /** @description What the scenario does to what this partner says to others now */
            link_bad?: components["schemas"]["LinkQuality"] | null;
            link_cut: boolean;
            now: string;
            over: boolean;
            running: boolean;
            speed: number;
        };
        ExerciseFile: {
            bytes: number;
            media: string;
            name: string;
            sha256: string;
        };
        ExerciseLink: {
            delay_s?: number;
            from: string;
            /** @description While it is bad: share of packets lost */
            loss?: number;
            rate_kbit_s?: number | null;
            /** @enum {string} */
            state: "good" | "bad" | "cut";
            to: string;
            until: string | null;
        };
        Feed: {
            address: string;
            faults: number;
            format: string;
            id: number;
            last_error: string | null;
            /** Format: date-time */
            last_message: string | null;
            lines: number;
            messages: number;
            positions: number;
            /** @enum {string} */
            state: "running" | "ended" | "failed" | "waiting";
            stations: number;
        };
        Fix: {
            position: components["schemas"]["LonLat"];
            /** Format: date-time */
            time: string;
        };
        Funnel: {
            accepted: number;
            arrived: number;
            at_assembly_point: number;
            contacted: number;
            deceased: number;
            declined: number;
            embarked: number;
            offered: number;
            registered: number;
            unaccounted: number;
            wants_to_leave: number;
        };
        /** @enum {string} */
        FunnelState: "registered" | "contacted" | "wants_to_leave" | "offered" | "accepted" | "at_assembly_point" | "embarked" | "arrived" | "declined" | "deceased" | "unaccounted";
        /** @description RFC 7946 */
        GeoJson: Record<string, never>;
        HazardShown: {
            hazard: Record<string, never>;
            holds: boolean;
            id: string;
            plans: {
                assembly: number;
                country: string;
                embarkation: number;
                havens: number;
                holds: number;
                key: string;
                name: string;
                party: string | null;
                triggers: {
                    key: string;
                    name: string;
                    note: string;
                }[];
                version: number;
            }[];
            touched: {
                people: number;
                places: number;
            };
        };
        Identity: {
            call_sign: string | null;
            flag: string | null;
            gear: string | null;
            imo: number | null;
            length_m: number | null;
            name: string | null;
            ship_type: number | null;
        };
        IdentityChange: {
            field: string;
            from: string;
            /** Format: date-time */
            time: string;
            to: string;
        };
        Inbox: {
            clock: components["schemas"]["ExerciseClock"] | null;
            connected: boolean;
            frozen: boolean;
            injects: components["schemas"]["InboxInject"][];
            live: string | null;
            /** @enum {string} */
            part: "player" | "control" | "none";
            /** @description Code why exercise control does not let this node take part */
            refused?: string | null;
        };
        InboxInject: {
            inject: {
                at: string;
                attachments: string[];
                body: components["schemas"]["Words"];
                branch: number;
                channel: string;
                /** @description Those of the attachments that go with it */
                files?: components["schemas"]["ExerciseFile"][];
                from: string;
                id: string;
                kind: string;
                number: number;
                title: components["schemas"]["Words"];
                to: string[];
            };
            seen: {
                at: string | null;
                by: string;
            } | null;
        };
        JointAnswer: {
            /** Format: date-time */
            at?: string | null;
            by: string;
            reason?: string;
            user?: string | null;
            /** @enum {string} */
            word: "agreed" | "declined";
        };
        JointChanges: {
            assets_added: string[];
            assets_changed: string[];
            assets_removed: string[];
            kept?: number;
            of?: number;
            rules_added: Record<string, never>[];
            rules_removed: Record<string, never>[];
            stops?: Record<string, never>[];
            tasks_added: string[];
            tasks_removed: string[];
            waters_changed?: boolean;
        };
        JointPicks: {
            assets?: {
                id: string;
                windows?: {
                    /** Format: date-time */
                    end: string;
                    /** Format: date-time */
                    start: string;
                }[];
                without?: ("boarding-team" | "authorities" | "sensors" | "cost")[];
            }[];
            keep_waters?: boolean;
            riders?: string[];
            tankers?: string[];
            tasks?: string[];
        };
        JointPlanCard: components["schemas"]["PatrolPlanCard"] & {
            digest?: string;
            joint: components["schemas"]["JointTalk"];
        };
        JointPlanLine: {
            by?: string;
            cause?: string;
            draft: boolean;
            id: string;
            in_force: number | null;
            /** Format: date-time */
            made?: string | null;
            reason?: string;
            /** @enum {string|null} */
            standing: "draft" | "proposed" | "agreed" | "declined" | null;
            /** @enum {string} */
            state: "running" | "ready" | "draft";
            title: string;
            value: number;
            version: number;
            visits: number;
            with?: string;
        };
        JointTalk: {
            began?: string | null;
            displaced: {
                by: string;
                digest: string;
                number: number;
                reason?: string;
            }[];
            draft: {
                base?: string | null;
                cause: string;
                changes: components["schemas"]["JointChanges"];
                moved: boolean;
                number: number;
                purpose: string;
                reason?: string;
                user: string;
                value: number;
            } | null;
            head: number | null;
            head_by: string | null;
            head_digest: string | null;
            id: string;
            in_force: number | null;
            own: string;
            partner: string | null;
            standing: string | null;
            versions: components["schemas"]["JointVersion"][];
        };
        JointVersion: {
            alone: {
                [key: string]: number;
            };
            answers: components["schemas"]["JointAnswer"][];
            by: string;
            /** @enum {string} */
            cause: "proposed" | "amended" | "replanned";
            changes: components["schemas"]["JointChanges"];
            digest: string;
            /** Format: date-time */
            made?: string | null;
            number: number;
            reason: string;
            standing: string | null;
            user?: string | null;
            value: number;
            visits: number;
        };
        Knowledge: {
            acknowledged: string | null;
            alerted: string | null;
            confirmed: string | null;
            delivered: string | null;
            received: string | null;
            released: string | null;
            tasked: string | null;
        };
        Last: {
            cog_deg: number | null;
            position: components["schemas"]["LonLat"];
            sog_kn: number | null;
            /** Format: date-time */
            time: string;
        };
        LinkQuality: {
            delay_s: number;
            loss: number;
            rate_kbit_s: number | null;
        };
        List: {
            /** Format: date-time */
            event_time: string | null;
            rules_version: string;
            total: number;
            vessels: components["schemas"]["Ranked"][];
        };
        ListedFile: {
            bytes: number | null;
            injects: string[];
            media: string | null;
            name: string;
        };
        ListMatch: {
            /** Format: date-time */
            date: string;
            /** @enum {string} */
            kind: "iuu" | "authorised";
            list: string;
            matched_by: string[];
            name: string;
            outcome: string;
            row: number;
            source: string;
            strength: number;
        };
        ListOfEventsChecked: {
            faults: {
                code: string;
                detail: string;
                line: number;
                table: string;
            }[];
            findings: {
                code: string;
                detail: string;
                id: string;
                line: number;
                severity: string;
            }[];
            id: string;
            injects: number;
        };
        /** @description [lon, lat], degrees, WGS 84 */
        LonLat: [
            number,
            number
        ];
        Mark: {
            cancelled: boolean;
            feed: number;
            from: string;
            id: string;
            /** @enum {string} */
            kind: "alert" | "sighting" | "area" | "route" | "chat";
            places: number[][];
            /** Format: date-time */
            received: string;
            /** Format: date-time */
            seen_at: string | null;
            seen_by: string | null;
            /** Format: date-time */
            stale: string;
            text: string;
            /** Format: date-time */
            time: string;
            title: string;
            urgent: boolean;
            version: number;
        };
        Matrix: {
            now: string;
            parties: string[];
            rows: {
                parties: {
                    [key: string]: components["schemas"]["Knowledge"];
                };
                subject: Record<string, never>;
            }[];
        };
        NewReview: {
            note?: string;
            state: components["schemas"]["ReviewState"];
        };
        NewWarning: {
            area?: string | null;
            cancels?: boolean;
            category: string;
            certainty: string;
            circle?: {
                lat_deg: number;
                lon_deg: number;
                radius_nm: number;
            } | null;
            /** Format: date-time */
            expires: string;
            /** Format: date-time */
            onset?: string | null;
            replaces?: string | null;
            response?: string | null;
            sender: string;
            severity: string;
            urgency: string;
            words: {
                en: components["schemas"]["WarningWords"];
                "fr-CA": components["schemas"]["WarningWords"];
                ja: components["schemas"]["WarningWords"];
            };
        };
        NoticeFile: {
            complete: {
                area: string | null;
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                until: string;
            }[];
            faults: number;
            id: string;
            name: string;
            rows: number;
            rows_dropped: number;
            source: string;
        };
        NoticeLine: {
            authorisation: string;
            donor: components["schemas"]["NoticeParty"];
            donor_heard: boolean | null;
            event: string | null;
            file: string;
            /** Format: date-time */
            first_notified: string;
            /** Format: date-time */
            from: string;
            id: string;
            /** Format: date-time */
            notified_at: string;
            observer: boolean | null;
            outcome: string | null;
            place: number[] | null;
            receiver: components["schemas"]["NoticeParty"];
            receiver_heard: boolean | null;
            source: string;
            /** @enum {string} */
            status: "planned" | "done" | "cancelled";
            /** Format: date-time */
            until: string;
        };
        NoticeParty: {
            call_sign: string | null;
            imo: number | null;
            mmsi: number | null;
            name: string | null;
        };
        OutcomeLabel: {
            at_ms: number;
            case: string;
            event: string;
            party: string;
            report: string;
            rule: string;
            standing?: {
                as_of_ms: number;
                mmsi: number;
                rules: string;
                shares: {
                    [key: string]: number;
                };
            };
            /** @description What the alert is about, where it is about one vessel and has ended */
            stretch?: {
                from_ms: number;
                gear?: string;
                mmsi: number;
                to_ms: number;
            };
            user: string;
            /** @enum {string} */
            verdict: "held" | "refuted" | "open";
        };
        PackageChecked: {
            checked?: {
                bytes: number;
                case: string;
                faults: {
                    code: string;
                    path: string;
                }[];
                files: number;
                made_at: string;
                raw: {
                    lines: number;
                    place: number;
                    present: number;
                    unreferenced: number;
                    whole: number;
                    without: {
                        [key: string]: number;
                    };
                };
                realm: string;
                signers: {
                    fingerprint: string;
                    key: string;
                    party: string;
                }[];
            };
            reason?: string;
            sound: boolean;
        };
        PatrolAlternatives: {
            alone: {
                [key: string]: components["schemas"]["PatrolMeasures"];
            };
            alternatives: {
                at_risk: number;
                /** @enum {string} */
                emphasis: "value" | "miles" | "fuel" | "cost" | "risk";
                findings: number;
                plan: components["schemas"]["PatrolPlan"];
                points: number;
                shares: components["schemas"]["PatrolShare"][];
                total: components["schemas"]["PatrolMeasures"];
            }[];
            joint_gain_percent: number | null;
            /** @enum {string} */
            state: "none" | "running" | "ready";
            /** @description The version compared */
            version?: number | null;
        };
        PatrolAsset: {
            agency: string;
            altitude_ft?: number | null;
            authorities?: {
                actions: ("hail" | "board" | "detain")[];
                areas?: string[];
                flags?: string[];
                instrument: string;
                officer?: string;
                register?: string;
                validity?: {
                    /** Format: date-time */
                    from?: string;
                    /** Format: date-time */
                    until?: string;
                };
            }[];
            bases: string[];
            boarding_team?: boolean;
            /** @enum {string} */
            class: "ship" | "aircraft" | "helicopter" | "drone" | "unmanned-vessel";
            cost_per_h?: number;
            crew: {
                rest_min_h?: number;
                sortie_max_h?: number | null;
                total_max_h?: number | null;
            };
            endurance_h: number;
            fuel_capacity_t: number;
            fuel_reserve_t: number;
            /** @description In a request that of the path holds, and it may be left out */
            id?: string;
            limits: {
                board_sea_state_max: number;
                task_sea_state_max: number;
            };
            modes: {
                fuel_t_per_h: number;
                name: string;
                speed_kn: number;
            }[];
            name?: string;
            registers?: string[];
            sensors?: {
                name: string;
                swaths: {
                    sea_state_max: number;
                    swath_nm: number;
                    target_class?: string;
                }[];
            }[];
            start: {
                /** Format: date-time */
                at_sea_since?: string | null;
                fuel_t?: number | null;
                hours_used?: number;
                officers?: string[];
                port?: string | null;
                position?: components["schemas"]["LonLat"] | null;
                /** Format: date-time */
                time?: string | null;
            };
            task_fuel_t_per_h: number;
            task_speed_kn: number;
            turn_round_h: number;
            windows?: components["schemas"]["PatrolSpan"][];
        };
        PatrolAssetSailed: {
            asset: string;
            /** Format: date-time */
            first?: string;
            fixes: number;
            /** Format: date-time */
            last?: string;
            mmsi: number | null;
            name: string;
            planned_h: number;
            planned_nm: number;
            sailed_h: number;
            sailed_nm: number;
            silences: {
                after?: {
                    position: components["schemas"]["LonLat"];
                    /** Format: date-time */
                    time: string;
                };
                before?: {
                    position: components["schemas"]["LonLat"];
                    /** Format: date-time */
                    time: string;
                };
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
            }[];
            unknown_h: number;
            visits: components["schemas"]["PatrolVisitSailed"][];
            way: components["schemas"]["LonLat"][][];
        };
        PatrolCause: {
            /** @enum {string} */
            kind: "made" | "amended" | "replanned";
            reason?: string;
        };
        PatrolCircle: {
            centre: components["schemas"]["LonLat"];
            radius_nm: number;
        };
        PatrolDifference: {
            changes: {
                /** Format: date-time */
                after: string | null;
                asset: string;
                /** Format: date-time */
                before: string | null;
                /** @enum {string} */
                change: "added" | "removed" | "moved" | "retimed";
                id: string;
                what: string;
            }[];
            from: number;
            kept: number;
            of: number;
            to: number;
        };
        PatrolExplanation: {
            choices: {
                asset: string;
                /** Format: date-time */
                begin: string;
                runner_up?: {
                    asset: string;
                    /** Format: date-time */
                    begin: string;
                    hours: number;
                    value: number;
                };
                task: string;
                value: number;
            }[];
            left_out: {
                obstacles: components["schemas"]["PatrolObstacle"][];
                task: string;
                value: number;
            }[];
        };
        PatrolFinding: {
            about?: string;
            asset?: string;
            code: string;
            stop?: number;
        } & {
            [key: string]: unknown;
        };
        PatrolFleetReading: {
            entries: {
                /** @enum {string} */
                change: "new" | "changed" | "same";
                id: string;
                /** @enum {string} */
                table: "ports" | "assets" | "tankers" | "riders" | "weather" | "registers";
                value: Record<string, never>;
            }[];
            faults: {
                code: string;
                detail: string;
                /** @description Identifier, or number in the list from 1 */
                entry: string;
                table: string;
            }[];
            settings: {
                /** @enum {string} */
                change: "changed" | "same";
                value: Record<string, never>;
            } | null;
        };
        PatrolGlance: {
            agency: string;
            assets: number;
            in_service: number;
            /** Format: date-time */
            now: string;
            ordered: string | null;
            plans: number;
            replan_due: {
                asset?: string;
                mmsi?: number | null;
                name?: string;
                points?: number;
                reason: string;
                report?: string;
                task?: string | null;
                visits?: number;
                weather?: string;
            } | null;
            reports: number;
            running: string[];
            tasks: number;
        };
        PatrolId: {
            asset?: string;
            id: string;
            replan_due?: boolean;
            status?: string;
            version?: number;
        };
        PatrolMeasures: {
            cost: number;
            distance_nm: number;
            fuel_t: number;
            hours: number;
            tasks: number;
            value: number;
        };
        PatrolObstacle: {
            agency?: string;
            asset: string;
            code: string;
            instrument?: string | null;
            instruments?: string[];
            late_h?: number;
            over_h?: number;
            points?: number;
            short_t?: number;
        };
        PatrolPlan: {
            routes: {
                asset: string;
                stops: components["schemas"]["PatrolStop"][];
            }[];
            total: components["schemas"]["PatrolMeasures"];
        };
        PatrolPlanCard: {
            at_risk?: number;
            bound?: number;
            cause?: components["schemas"]["PatrolCause"];
            explanation?: components["schemas"]["PatrolExplanation"];
            fault: string | null;
            findings?: components["schemas"]["PatrolFinding"][];
            id: string;
            iterations?: number;
            lanes?: number;
            orders?: {
                [key: string]: {
                    /** Format: date-time */
                    changed: string;
                    note: string;
                    status: string;
                    user: string;
                };
            };
            plan: components["schemas"]["PatrolPlan"] | null;
            points?: number;
            progress: components["schemas"]["PatrolProgress"];
            request?: components["schemas"]["PatrolRequest"];
            seed?: number;
            shares?: components["schemas"]["PatrolShare"][];
            /** @enum {string} */
            state: "running" | "ready" | "failed";
            /** @enum {string} */
            status?: "draft" | "ordered" | "withdrawn";
            title?: string;
            version?: number;
            versions?: {
                cause: components["schemas"]["PatrolCause"];
                /** Format: date-time */
                made: string;
                user: string;
                value: number;
                version: number;
            }[];
        };
        PatrolPlanLine: {
            bound: number;
            cause?: components["schemas"]["PatrolCause"];
            findings?: number;
            id: string;
            /** Format: date-time */
            made?: string;
            points: number;
            /** @enum {string} */
            state: "running" | "ready";
            status: string;
            title: string;
            user?: string;
            value: number;
            version: number;
            visits?: number;
        };
        PatrolPort: {
            fuel?: boolean;
            /** @description In a request that of the path holds, and it may be left out */
            id?: string;
            name?: string;
            position: components["schemas"]["LonLat"];
        };
        PatrolProgress: {
            bound: number;
            budget: number;
            first: boolean;
            iterations: number;
            lanes: number;
            points: number;
            seconds: number;
            value: number;
        };
        PatrolRectangle: {
            axis_deg: number;
            length_nm: number;
            width_nm: number;
        };
        PatrolRegister: {
            assets: string[];
            date?: string;
            name?: string;
            source: string;
        };
        PatrolReport: {
            ais_received?: boolean;
            asset?: string;
            /** @enum {string} */
            kind: "sighting" | "hail" | "outcome";
            mmsi?: number;
            /** @enum {string} */
            outcome?: "done" | "not-found" | "not-possible" | "refused";
            position?: components["schemas"]["LonLat"];
            task?: string;
            text?: string;
            /** Format: date-time */
            time: string;
            uncertainty_m?: number;
        };
        PatrolReported: {
            id: string;
            replan_due: boolean;
            sighting: {
                fault?: string;
                outcome?: {
                    dark?: number;
                    missed?: number;
                    on_ais?: number;
                    uncertain?: number;
                };
                scene?: string;
            } | null;
        };
        PatrolRequest: {
            assets: components["schemas"]["PatrolAsset"][];
            before?: components["schemas"]["PatrolPlan"];
            /** Format: date-time */
            now?: string;
            ports?: components["schemas"]["PatrolPort"][];
            riders?: components["schemas"]["PatrolRider"][];
            rules?: components["schemas"]["PatrolRule"][];
            sea_state?: number;
            separation?: {
                altitude_ft?: number;
                distance_nm?: number;
            };
            span: components["schemas"]["PatrolSpan"];
            tankers?: components["schemas"]["PatrolTanker"][];
            targets?: components["schemas"]["PatrolTarget"][];
            tasks: components["schemas"]["PatrolTask"][];
            title?: string;
            waters?: components["schemas"]["PatrolWaters"];
            weather?: components["schemas"]["PatrolWeather"][];
            weights?: {
                per_change?: number;
                per_cost?: number;
                per_fuel_t?: number;
                per_haste?: number;
                per_nm?: number;
            };
            wishes?: {
                agency?: string;
                asset?: string;
                /** Format: date-time */
                before?: string;
                points: number;
                task: string;
            }[];
        };
        PatrolRider: {
            aboard_max_h: number;
            agency: string;
            /** @description In a request that of the path holds, and it may be left out */
            id?: string;
            port: string;
            serves: string[];
            windows?: components["schemas"]["PatrolSpan"][];
        };
        PatrolRule: {
            asset?: string;
            first?: string;
            /** @enum {string} */
            rule: "pin" | "forbid" | "order";
            second?: string;
            task?: string;
        };
        PatrolSailed: {
            assets: components["schemas"]["PatrolAssetSailed"][];
            config: {
                late_h: number;
                /** @enum {string} */
                law: "random" | "inverse-cube" | "definite-range";
                port_nm: number;
                reach_nm: number;
                silence_air_min: number;
                silence_min: number;
            };
            /** Format: date-time */
            now: string;
            plan: string;
            searches: {
                assets: string[];
                empty?: {
                    area: components["schemas"]["PatrolCircle"];
                    pod: number;
                    /** Format: date-time */
                    time: string;
                };
                name: string;
                pod: number;
                pod_planned: number;
                task: string;
            }[];
            version: number;
        };
        PatrolSearch: {
            assignments: {
                asset: string;
                commence: components["schemas"]["LonLat"];
                corners: components["schemas"]["LonLat"][];
                /** Format: date-time */
                end: string;
                pattern: {
                    area_m2: number;
                    creep_deg: number | null;
                    legs: {
                        course_deg: number;
                        from: components["schemas"]["LonLat"];
                        length_m: number;
                        to: components["schemas"]["LonLat"];
                    }[];
                    /** @enum {string} */
                    pattern: "parallel-sweep" | "creeping-line" | "expanding-square" | "sector";
                    track_spacing_m: number;
                };
                period: number;
                poc: number;
                pod: number;
                search_box: {
                    axis_deg: number;
                    centre: components["schemas"]["LonLat"];
                    length_m: number;
                    width_m: number;
                };
                /** Format: date-time */
                start: string;
            }[];
            cell_nm: number;
            cells: {
                effort_nm2: number[];
                position: components["schemas"]["LonLat"];
                probability: number;
            }[];
            gap: number;
            grid: number[];
            myopic: number;
            periods: {
                effort_nm2: number;
                /** Format: date-time */
                end: string;
                inside: number;
                pos: number;
                pos_so_far: number;
                /** Format: date-time */
                start: string;
                success: number;
            }[];
            pos: number;
            success: number;
            sweeps: number;
            tasks: components["schemas"]["PatrolTask"][];
            title: string;
        };
        PatrolSearchRequest: {
            assets: {
                /** Format: date-time */
                from?: string;
                id: string;
                /** @enum {string} */
                law?: "random" | "inverse-cube" | "definite-range";
                name?: string;
                /** @enum {string} */
                pattern?: "parallel-sweep" | "creeping-line" | "expanding-square" | "sector";
                speed_kn: number;
                sweep_nm: number;
                /** Format: date-time */
                until?: string;
            }[];
            cell_nm?: number;
            fix: {
                course_deg?: number;
                position: components["schemas"]["LonLat"];
                sigma_nm?: number;
                speed_kn?: number;
                /** Format: date-time */
                time: string;
            };
            hits?: {
                doubt: number;
                position: components["schemas"]["LonLat"];
                sigma_nm: number;
                /** Format: date-time */
                time: string;
            }[];
            hours: number;
            motion?: {
                course_time_h?: number;
                drift_deg?: number;
                speed_max_kn?: number;
            };
            period_h?: number;
            searched?: {
                area: components["schemas"]["PatrolCircle"];
                pod: number;
                /** Format: date-time */
                time: string;
            }[];
            seed?: number;
            /** Format: date-time */
            start: string;
            target_class?: string;
            title?: string;
            worth?: number;
        };
        PatrolSettings: {
            board_points_min: number;
            canals_closed: string[];
            days: number;
            growth_nm_per_h: number;
            half_life_h: number;
            orders: components["schemas"]["PatrolTerms"];
            points_min: number;
            release_to: string[];
            replan_points_min: number;
            vessels_max: number;
        };
        PatrolShare: {
            agency: string;
            alone?: number;
            by_others: number;
            for_others: number;
            gains: number;
            gives: components["schemas"]["PatrolMeasures"];
        };
        PatrolSpan: {
            /** Format: date-time */
            end: string;
            /** Format: date-time */
            start: string;
        };
        PatrolStop: {
            /** Format: date-time */
            arrive: string;
            /** Format: date-time */
            begin: string;
            /** Format: date-time */
            depart: string;
            distance_nm: number;
            /** Format: date-time */
            end: string;
            frozen?: boolean;
            fuel_end_t: number;
            fuel_taken_t: number;
            fuel_used_t: number;
            instrument?: string;
            mode: string;
            port?: string;
            position: components["schemas"]["LonLat"];
            position_end: components["schemas"]["LonLat"];
            rider?: string;
            tanker?: string;
            task?: string;
            value: number;
            /** @enum {string} */
            what: "task" | "port" | "tanker" | "embark";
        };
        PatrolSwept: {
            area_nm2: number;
            corners: components["schemas"]["LonLat"][];
            coverage: number;
            coverage_planned: number;
            pattern: string;
            pod: number;
            pod_planned: number;
            share: number;
            swath_nm: number;
            track_nm: number;
            track_planned_nm: number;
            unknown_h: number;
        };
        PatrolTanker: {
            agency: string;
            duration_h: number;
            fuel_t: number;
            /** @description In a request that of the path holds, and it may be left out */
            id?: string;
            position: components["schemas"]["LonLat"];
            serves?: string[];
            windows?: components["schemas"]["PatrolSpan"][];
        };
        PatrolTarget: {
            class?: string;
            course_deg?: number;
            flag?: string;
            growth_nm_per_h?: number;
            id: string;
            name?: string;
            speed_kn?: number;
            track: {
                position: components["schemas"]["LonLat"];
                /** Format: date-time */
                time: string;
            }[];
            uncertainty_nm?: number;
        };
        PatrolTask: {
            area?: components["schemas"]["PatrolCircle"];
            decay?: {
                floor?: number;
                /** Format: date-time */
                from: string;
                half_life_h: number;
            };
            duration_h: number;
            id: string;
            /** @enum {string} */
            kind: "visit" | "intercept" | "board" | "escort" | "search" | "presence" | "port-call" | "event" | "satellite-pass";
            latency_h?: number;
            locate_h?: number;
            meet?: {
                group: string;
                within_min?: number;
            };
            name?: string;
            needs?: {
                authority?: {
                    /** @enum {string} */
                    action: "hail" | "board" | "detain";
                    area?: string;
                    flag?: string;
                    within?: {
                        areas: string[];
                        /** Format: date-time */
                        from: string;
                    }[];
                };
                boarding_team?: boolean;
                classes?: string[];
                daylight?: boolean;
                officers?: string[];
                sensor?: string;
            };
            owner: string;
            /** @enum {string} */
            pattern?: "parallel-sweep" | "creeping-line" | "expanding-square" | "sector";
            port?: string;
            position?: components["schemas"]["LonLat"];
            rectangle?: components["schemas"]["PatrolRectangle"];
            releasable_to?: string[];
            repeat?: {
                factor: number;
                gap_h?: number;
                visits_max: number;
            };
            scale_h?: number;
            steps_max?: number;
            target?: string;
            target_class?: string;
            /** Format: date-time */
            time?: string;
            useful_h?: number;
            value: number;
            windows?: components["schemas"]["PatrolSpan"][];
        };
        PatrolTaskLine: {
            asset?: string;
            /** Format: date-time */
            begin?: string;
            events?: string[];
            mmsi?: number;
            /** @enum {string} */
            origin: "watch" | "hand";
            plan?: string;
            /** @enum {string} */
            state: "open" | "planned" | "done" | "dropped";
            value: components["schemas"]["PatrolTask"];
        };
        PatrolTerms: {
            airspace?: string;
            comms?: {
                nets: {
                    channel: string;
                    /** @enum {string} */
                    purpose: "control-primary" | "control-secondary" | "on-scene-surface" | "on-scene-air" | "monitor" | "press" | "data";
                    station?: string;
                }[];
                report_every_h: number;
            };
            coordinator?: string;
            on_scene_coordinator?: string;
            remarks?: string;
            reports_to?: string;
        };
        PatrolTrack: {
            asset: string;
            /** Format: date-time */
            first: string | null;
            fixes: number;
            /** Format: date-time */
            last: string | null;
            name: string;
            refused?: number;
            /** Format: date-time */
            time?: string;
            user?: string;
        };
        PatrolVisitSailed: {
            /** Format: date-time */
            arrive: string;
            /** Format: date-time */
            arrived?: string;
            /** Format: date-time */
            begin: string;
            /** @enum {string} */
            came: "reached" | "missed" | "unknown" | "pending";
            /** Format: date-time */
            end: string;
            late_h?: number;
            /** Format: date-time */
            left?: string;
            name: string;
            nearest?: {
                distance_nm: number;
                position: components["schemas"]["LonLat"];
                /** Format: date-time */
                time: string;
            };
            of_ship: boolean;
            planned_h: number;
            planned_nm: number;
            port?: string;
            position: components["schemas"]["LonLat"];
            /** @enum {string|null} */
            reported: "done" | "not-found" | "not-possible" | "refused" | null;
            rider?: string;
            sailed_nm?: number;
            /** @enum {string} */
            state: "done" | "not-done" | "reached" | "missed" | "unknown" | "pending";
            swept?: components["schemas"]["PatrolSwept"];
            tanker?: string;
            task?: string;
            task_kind?: string;
            there_h: number;
            unknown_h: number;
            /** @enum {string} */
            what: "task" | "port" | "tanker" | "embark";
        };
        PatrolWaters: {
            canals_closed?: string[];
            closed?: number[][][][];
            dear?: {
                factor: number;
                polygon: number[][][];
            }[];
        };
        PatrolWeather: {
            area: components["schemas"]["PatrolCircle"];
            sea_state: number;
            span: components["schemas"]["PatrolSpan"];
        };
        PersonBrief: {
            birth: string | null;
            class: string;
            group: string | null;
            id: string;
            minor: boolean;
            names: components["schemas"]["PersonName"][];
            nationalities: string[];
            needs_help: boolean;
            place: string | null;
            score: number | null;
            since_ms: number | null;
            state: string | null;
        };
        PersonName: {
            family: string;
            given: string;
            /** @enum {string} */
            script: "latin" | "kana" | "kanji" | "mrz";
        };
        /** @description A person of a register: names, documents, contacts, needs, consents */
        PersonRecord: {
            id?: string;
            names: components["schemas"]["PersonName"][];
            source: string;
        } & {
            [key: string]: unknown;
        };
        Presence: {
            area: string | null;
            dropped_before: string | null;
            first_day: string | null;
            /** @description flags present, whatever flag was asked for */
            flags: string[];
            /** Format: date-time */
            from: string | null;
            /** @description gears present, whatever gear was asked for */
            gears: string[];
            interval_max_h: number;
            last_day: string | null;
            rows: components["schemas"]["PresenceRow"][];
            squares: {
                fishing_h: number;
                presence_h: number;
                south_deg: number;
                west_deg: number;
            }[];
            /** @enum {string} */
            step: "day" | "week" | "month";
            /** Format: date-time */
            to: string | null;
            total: components["schemas"]["PresenceTotal"];
        };
        PresenceRow: {
            apparent_fishing_h: number;
            closed_entries: number | null;
            closed_fishing_h: number | null;
            closed_presence_h: number | null;
            flag: string | null;
            gear: string | null;
            period: string;
            presence_h: number;
            validated: boolean;
            vessel_days: number;
            vessels: number | null;
        };
        PresenceTotal: {
            closed_fishing_h: number | null;
            closed_presence_h: number | null;
            closed_visits: number | null;
            fishing_h: number;
            presence_h: number;
            vessel_days: number;
        };
        Problem: {
            /** @description Identifier of the thing that has the field */
            about?: string;
            /** @description Stable; the Fluent id of the sentence */
            code: string;
            detail?: string;
            /** @description Field of a thing of the planner, or kind of what it refers to */
            field?: string;
            /** @description Line of the input, from 1 */
            line?: number;
            status: number;
            title?: string;
            type?: string;
        };
        Quarantine: {
            counts: {
                count: number;
                feed: number;
                reason: string;
            }[];
            lines: {
                feed: number;
                line: number;
                reason: string;
                /** Format: date-time */
                received: string | null;
                source: string;
                text: string;
            }[];
        };
        Ranked: {
            identity: components["schemas"]["Identity"];
            last: components["schemas"]["Last"];
            mmsi: number;
            rank: number;
            reasons: components["schemas"]["Reason"][];
            score: components["schemas"]["Score"];
            track: string;
            unknowns: string[];
            would_change: components["schemas"]["WouldChange"][];
        };
        RawLog: {
            address: string;
            bytes: number;
            chain: string;
            dropped: number;
            fault: string | null;
            feed: number;
            files: number;
            format: string;
            /** Format: date-time */
            gone_until: string | null;
            head: number;
            held: number;
            lost_bytes: number;
            packed_bytes: number;
            purged: number;
            segments: number;
            /** Format: date-time */
            since: string | null;
            torn_bytes: number;
            /** Format: date-time */
            until: string | null;
            vms: boolean;
        };
        RawLogs: {
            feeds: components["schemas"]["RawLog"][];
            rule: components["schemas"]["RawRule"];
        };
        RawPurge: {
            why: string;
        };
        RawPurged: {
            held: number;
            segments: number;
        };
        RawRule: {
            days: number;
            mb: number;
            vms_days: number;
        };
        Reason: {
            code: string;
            events: string[];
            high: number;
            low: number;
            max_points: number;
            numbers: {
                [key: string]: number | null;
            };
            points: number;
        };
        Receiver: {
            by_officer: boolean;
            feed: number | null;
            /** @enum {string} */
            kind: "unknown" | "terrestrial" | "satellite" | "dynamic";
            name: string;
            number: number | null;
            place: components["schemas"]["LonLat"] | null;
            /** @enum {string|null} */
            place_from: "said" | "reported" | "learned" | null;
            positions: number;
            usual_range_nm: number | null;
        };
        Retention: {
            events_days: number;
            positions_days: number;
            quarantine_mb: number;
        };
        Review: {
            note: string;
            state: components["schemas"]["ReviewState"];
            /** Format: date-time */
            time: string;
            user: string;
        };
        /** @enum {string} */
        ReviewState: "confirmed" | "dismissed" | "open";
        /** @enum {string} */
        Role: "viewer" | "analyst" | "watch_officer" | "administrator" | "desk" | "consular" | "evaluator" | "director";
        RuleChange: {
            answers: {
                accept: boolean;
                at: string;
                note: string;
                user: string;
            }[];
            at: string;
            differences: components["schemas"]["RuleDifference"][];
            from: string;
            id: string;
            in_force: boolean;
            needed: number;
            note: string;
            /** @enum {string} */
            state: "open" | "accepted" | "refused";
            toml: string;
            user: string;
            version: string;
        };
        RuleChangeBrief: {
            answers: {
                accept: boolean;
                at: string;
                note: string;
                user: string;
            }[];
            at: string;
            from: string;
            id: string;
            in_force: boolean;
            needed: number;
            note: string;
            /** @enum {string} */
            state: "open" | "accepted" | "refused";
            user: string;
            version: string;
        };
        RuleDifference: {
            after: string | null;
            before: string | null;
            key: string;
        };
        Scene: {
            /** @description Whether any AIS was heard within 200 nautical miles at the time of the look; where none was, nothing is said of a detection */
            ais_heard?: boolean;
            as_of: string | null;
            detections: {
                /** @description whether AIS was heard within 200 nautical miles of it around its time; where not, nothing is said of it */
                ais_heard?: boolean;
                alone_per_km2: number;
                assigned: string | null;
                candidates: {
                    azimuth_shift_m: number;
                    density_per_km2: number;
                    /** @enum {string} */
                    fit: "two_pings" | "one_ping" | "formula";
                    /** @description how much the name, call sign or MMSI that was read speaks for the pair; not there if none of a known vessel was */
                    identity_factor?: number;
                    length_factor: number;
                    nearest_ping_s: number;
                    odds: number;
                    offset_m: number;
                    probability: number;
                    track: string;
                }[];
                confidence: number | null;
                dark: number;
                id: string;
                length_m: number | null;
                position: number[];
                time: string;
                /** @enum {string} */
                verdict: "dark" | "on_ais" | "uncertain";
                /** @description of a sighting: who saw it and what was read; of a producer that matched it to AIS itself: means is `producer-match`, what is the word of the producer */
                witness?: {
                    ais_received: boolean | null;
                    call_sign: string;
                    /** @description MMSIs of the vessels in view that what was read belongs to */
                    known_as?: number[];
                    means: string;
                    mmsi: number | null;
                    name: string;
                    observer: string;
                    /** @description radius in which it was with a probability of 95 %, bounds applied */
                    uncertainty_m: number;
                    verified: boolean;
                    what: string;
                };
            }[];
            expected_dark: number;
            file: string;
            footprint: number[][][] | null;
            id: string;
            outcome: {
                dark: number;
                missed: number;
                on_ais: number;
                uncertain: number;
            };
            /** @description name of the satellite; empty if there is none */
            platform?: string;
            /** @description how the satellite flew, if its elements are loaded */
            satellite?: null | {
                below?: number[];
                course_deg?: number;
                ground_speed_mps?: number;
                height_m?: number;
            };
            /** @enum {string} */
            sensor: "sar" | "viirs" | "rf" | "optical" | "sighting";
            /** Format: date-time */
            time: string;
            tracks: {
                detected: number;
                inside: number | null;
                missed: number;
                /** @enum {string} */
                outcome: "detected" | "missed-by-the-sensor" | "uncertain";
                seen: number;
                track: string;
            }[];
            /** @description how well the sensor places and sees ships: as usual for its kind, or as the file or its operator tells */
            traits?: {
                /** @description standard deviation of a place per axis, metres */
                place_m: number;
                /** @description length at which half of the most are seen, metres; 0 if length does not decide */
                seen_half_m: number;
                /** @description share of long ships that is seen */
                seen_most: number;
                seen_slope: number;
            };
            version: number;
        };
        SceneGlance: {
            /** @description Whether any AIS was heard within 200 nautical miles at the time of the look; where none was, nothing is said of a detection */
            ais_heard?: boolean;
            as_of: string | null;
            detections: number;
            expected_dark: number;
            file: string;
            footprint: number[][][] | null;
            id: string;
            outcome: {
                dark: number;
                missed: number;
                on_ais: number;
                uncertain: number;
            };
            /** @description name of the satellite; empty if there is none */
            platform?: string;
            /** @description how the satellite flew, if its elements are loaded */
            satellite?: null | {
                below?: number[];
                course_deg?: number;
                ground_speed_mps?: number;
                height_m?: number;
            };
            /** @enum {string} */
            sensor: "sar" | "viirs" | "rf" | "optical" | "sighting";
            /** Format: date-time */
            time: string;
            tracks: number;
            /** @description how well the sensor places and sees ships: as usual for its kind, or as the file or its operator tells */
            traits?: {
                /** @description standard deviation of a place per axis, metres */
                place_m: number;
                /** @description length at which half of the most are seen, metres; 0 if length does not decide */
                seen_half_m: number;
                /** @description share of long ships that is seen */
                seen_most: number;
                seen_slope: number;
            };
        };
        Score: {
            high: number;
            low: number;
            points: number;
        };
        Session: {
            /** @description null for a token, which needs none */
            csrf?: string | null;
            /** Format: date-time */
            expires?: string | null;
            /**
             * @description Told to everyone, signed in or not
             * @enum {string}
             */
            realm: "live" | "exercise";
            role?: components["schemas"]["Role"];
            setup_needed?: boolean;
            user: string | null;
        };
        Status: {
            complete: boolean;
            duplicates: number;
            /** Format: date-time */
            event_time: string | null;
            events_open: number;
            faults: number;
            late: number;
            node: string;
            /** Format: date-time */
            now: string;
            positions: number;
            positions_per_s: number;
            realm: "live" | {
                exercise: string;
            };
            rules_version: string;
            speed: number | null;
            store_fault: string | null;
            version: string;
            vessels: number;
        };
        /** @description An error message of TAXII 2.1, section 3.6.1 */
        TaxiiProblem: {
            error_code?: string;
            http_status?: string;
            title: string;
        };
        Threat: {
            description: string;
            handling: string;
            id: string;
            indicators: number;
            kept: string;
            name: string;
            observations: number;
            published: string;
            received: boolean;
            source: string;
            user: string;
        };
        Token: {
            /** Format: date-time */
            created: string;
            created_by: string;
            /** Format: date-time */
            expires: string | null;
            id: number;
            name: string;
            role: components["schemas"]["Role"];
            /** @description Only in the answer to its making */
            token?: string;
        };
        ToldTables: {
            tables: {
                /** @enum {string} */
                kind: "sighting" | "citizen" | "person" | "register" | "transport";
                name: string;
                newest: string | null;
                rows: number;
            }[];
        };
        Track: {
            mmsi: number;
            /** @description Where partners say that the ship was: copies, each with its source, as far as they may be shown now */
            partners: {
                /** @description Version of the agreement it was given under */
                agreement: number;
                party: string;
                points: components["schemas"]["TrackPoint"][];
                purpose: string;
                track: string;
                /** @description How coarse the places are, metres */
                within_m: number | null;
            }[];
            tracks: {
                points: components["schemas"]["TrackPoint"][];
                track: string;
            }[];
        };
        /** @description [lon, lat, Unix s, SOG kn or null, COG degrees or null] */
        TrackPoint: [
            number,
            number,
            number,
            number | null,
            number | null
        ];
        Truth: {
            incidents: {
                end: string;
                kind: string;
                mmsis: number[];
                note: string;
                start: string;
            }[];
            now: string;
            ships: {
                cog_deg: number;
                flag: string | null;
                incident: string | null;
                lat: number;
                lon: number;
                mmsi: number;
                name: string | null;
                sog_kn: number;
            }[];
        };
        User: {
            /** Format: date-time */
            created: string;
            disabled: boolean;
            role: components["schemas"]["Role"];
            user: string;
        };
        VesselBrief: {
            call_sign: string | null;
            flag: string | null;
            gear: string | null;
            imo: number | null;
            last: components["schemas"]["Last"];
            mmsi: number;
            name: string | null;
            ship_type: number | null;
            track: string;
        };
        VesselCard: {
            /** @enum {string} */
            authorisation: "authorised" | "not-authorised" | "unknown";
            /** @description alerts of the card that an officer dismissed: they give no points */
            dismissed: {
                event: string;
                /** Format: date-time */
                time: string;
                user: string;
            }[];
            events: components["schemas"]["Event"][];
            flag: string | null;
            history: components["schemas"]["IdentityChange"][];
            identity: components["schemas"]["CardIdentity"] | null;
            lists: components["schemas"]["ListMatch"][];
            mmsi: number;
            ranked: components["schemas"]["Ranked"] | null;
            sources: components["schemas"]["VesselSource"][];
            station: string;
            tracks: components["schemas"]["VesselTrack"][];
        };
        VesselList: {
            complete_for: {
                area: string | null;
                flag: string | null;
            }[];
            /** Format: date-time */
            date: string;
            faults: number;
            id: string;
            /** @enum {string} */
            kind: "iuu" | "authorised";
            name: string;
            rows: number;
            source: string;
        };
        VesselSource: {
            feed: string;
            /** Format: date-time */
            last: string;
            positions: number;
            receiver: string | null;
        };
        VesselTrack: {
            class: string;
            first: components["schemas"]["Fix"];
            last: components["schemas"]["Last"];
            positions: number;
            source: string;
            track: string;
        };
        Warning: {
            expires: string | null;
            headline: {
                [key: string]: string;
            };
            id: string;
            kind: string | null;
            references: string | null;
            /** Format: date-time */
            sent: string;
            severity: string | null;
            status: string | null;
            urgency: string | null;
            user: string;
        };
        WarningWords: {
            area: string;
            description: string;
            event: string;
            headline: string;
            instruction: string;
            sender_name: string;
        };
        Words: {
            en: string;
            fr: string;
            ja: string;
        };
        WouldChange: {
            code: string;
            effect_points: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_areas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["GeoJson"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_areas: {
        parameters: {
            query?: {
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/geo+json": components["schemas"]["GeoJson"];
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        added: string[];
                        faults: {
                            feature: number | null;
                            reason: string;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_areas_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_attachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_attachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_audit: {
        parameters: {
            query?: {
                cursor?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Audit"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_boarding_edits: {
        parameters: {
            query?: {
                known?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        edits: components["schemas"]["Edit"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_boarding_edits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    edits: components["schemas"]["Edit"][];
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        known: number;
                        refused: Record<string, never>[];
                        taken: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_boarding_fill: {
        parameters: {
            query: {
                form: string;
                mmsi: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        fields: Record<string, never>;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_boarding_reports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        calendar: {
                            date: string;
                            id: string;
                            sha256: string;
                            source: string;
                            version: string;
                        };
                        conflicts: components["schemas"]["Conflict"][];
                        edits: number;
                        forms_sha256: string;
                        forms_version: string;
                        reports: components["schemas"]["BoardingReport"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_boarding_paper: {
        parameters: {
            query?: {
                lang?: string;
            };
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_boarding_statistics: {
        parameters: {
            query?: {
                format?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        forms_sha256: string;
                        forms_version: string;
                        left_out: string[];
                        rows: Record<string, never>[];
                    };
                    "text/csv": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_cases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cases: components["schemas"]["CaseBrief"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_cases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    mmsi?: number | null;
                    title: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        case: components["schemas"]["Case"];
                        entries: components["schemas"]["CaseEntry"][];
                        id: string;
                        linked: components["schemas"]["CaseLink"][];
                        overdue: components["schemas"]["CaseOverdue"];
                        partner_reports: Record<string, never>[];
                        shared_by: string[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_case_entry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    do: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_cases_id_letter: {
        parameters: {
            query?: {
                lang?: string;
                report?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The letter */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_case_package: {
        parameters: {
            query?: {
                with?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_case_photos: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bytes_max: number;
                        own: components["schemas"]["CasePhoto"][];
                        party: string;
                        theirs: components["schemas"]["CasePhotoHeld"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_case_photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                party: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conduct"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_checkpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checkpoints: components["schemas"]["Checkpoint"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conduct_checkpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                };
            };
        };
        responses: {
            /** @description Kept */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conduct_checkpoint_restore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        branch: number;
                        clock: components["schemas"]["ExerciseClock"];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conduct_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    do: "pause" | "run" | "step" | "freeze" | "resume" | "end";
                    seconds?: number;
                    speed?: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        clock: components["schemas"]["ExerciseClock"];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_conduct_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExerciseFile"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_inbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_inbox_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inject: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conduct_seen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_inject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        text: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_conduct_inject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conduct_inject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    at?: string;
                    by?: string;
                    /** @enum {string} */
                    do: "send" | "late" | "hold" | "free" | "close" | "acknowledge";
                    party?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_conduct_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListOfEventsChecked"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                form: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/toml": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conduct_list_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListOfEventsChecked"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_matrix: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matrix"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conduct_no_duff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    place?: string;
                    text?: string;
                    title: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        at: string;
                        frozen: boolean;
                        live: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conduct_rating: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    expectation?: string;
                    note?: string;
                    objective?: string;
                    party?: string;
                    /** @enum {string} */
                    rating: "P" | "S" | "M" | "U";
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_conduct_remark: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "note" | "strength" | "improvement" | "lesson";
                    text: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_report: {
        parameters: {
            query?: {
                lang?: string;
            };
            header?: never;
            path: {
                form: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/pdf": string;
                    "text/csv": string;
                    "text/html": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_told: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToldTables"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_told_table: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conduct_truth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Truth"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        crises: components["schemas"]["Crisis"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    alert?: string | null;
                    name: string;
                    /** @description with `plan`: our code among the partners, such as `JP` */
                    own?: string | null;
                    places?: {
                        kind: string;
                        name: string;
                        position?: number[];
                    }[];
                    /** @description key of a contingency plan of ours: its places, roads and havens are taken over */
                    plan?: string | null;
                    retention?: Record<string, never>;
                    self_report?: boolean;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Crisis"] & {
                        draft?: components["schemas"]["CrisisDraft"];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_accounts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        balances: Record<string, never>[];
                        lines: Record<string, never>[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrisisBoard"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_claims: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    from: string;
                    leg: string;
                    number: number;
                    offer: number;
                    seats: number;
                    stretchers: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        answer: Record<string, never>;
                        book: Record<string, never>;
                        refusal: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_claims_give_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    from: string;
                    leg: string;
                    number: number;
                    seats: number;
                    stretchers?: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Crisis"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_conflicts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        conflicts: ({
                            id: string;
                            kind: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_counts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        places: components["schemas"]["CrisisCount"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_counts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_deeds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    at_ms?: number;
                    deed: {
                        act: string;
                    } & {
                        [key: string]: unknown;
                    };
                    person: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        event: {
                            device: string;
                            seq: number;
                        };
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_devices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aside: {
                            device: string;
                            event: {
                                [key: string]: unknown;
                            };
                            names?: {
                                [key: string]: unknown;
                            }[] | null;
                            record?: boolean;
                            refused?: string | null;
                            seq: number;
                            taken_ms: number;
                        }[];
                        aside_in_all: number;
                        devices: {
                            aside: number;
                            enrolled_by: string;
                            enrolled_ms: number;
                            id: string;
                            name: string;
                            noted: number;
                            revoked_by: string | null;
                            revoked_ms: number | null;
                            revoked_why: string;
                        }[];
                        refused: {
                            device: string;
                            event: {
                                [key: string]: unknown;
                            };
                            names?: {
                                [key: string]: unknown;
                            }[] | null;
                            record?: boolean;
                            refused?: string | null;
                            seq: number;
                            taken_ms: number;
                        }[];
                        refused_in_all: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_devices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    id: string;
                    name: string;
                    public: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        enrolled: boolean;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_devices_device_aside: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                    refused?: boolean;
                    seqs?: number[] | null;
                    take: boolean;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        notes: number;
                        persons: number;
                        taken: number;
                        without_record: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_devices_device_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                device: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        devices: {
                            aside: number;
                            enrolled_by: string;
                            enrolled_ms: number;
                            id: string;
                            name: string;
                            noted: number;
                            revoked_by: string | null;
                            revoked_ms: number | null;
                            revoked_why: string;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_events: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: {
                            signature: string | null;
                            text: string;
                        }[];
                        newest: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    events: {
                        signature: string;
                        text: string;
                    }[];
                    now_ms: number;
                    persons?: components["schemas"]["PersonRecord"][];
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aside: number;
                        forked: number;
                        known: number;
                        missing: Record<string, never>[];
                        now_ms: number;
                        refused: unknown[][];
                        taken: number;
                        walk_ins: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Crisis"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_import: {
        parameters: {
            query?: {
                dry?: boolean;
                mapping?: string;
                sheet?: string;
                source?: string;
            };
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        added: number;
                        changed: number;
                        columns: string[];
                        dry: boolean;
                        fault: string | null;
                        headings: string[];
                        mapping: {
                            [key: string]: string;
                        };
                        quarantine: {
                            cell: string | null;
                            column: string | null;
                            line: number;
                            reason: string;
                        }[];
                        quarantined: number;
                        read: number;
                        rows: number;
                        same: number;
                        sheet: string | null;
                        sheets: string[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_manifests_leg: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                leg: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        closing: Record<string, never> | null;
                        groups: Record<string, never>[];
                        leg: Record<string, never>;
                        standby: Record<string, never>[];
                        version: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_manifests_leg_boarding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                leg: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aboard: Record<string, never>[];
                        closing: Record<string, never> | null;
                        families: Record<string, never>[];
                        late: Record<string, never>[];
                        leg: Record<string, never>;
                        minors_alone: number;
                        ours: boolean;
                        partners: Record<string, never>;
                        places: number[];
                        standby: Record<string, never>[];
                        told: Record<string, never> | null;
                        version: number;
                        waiting: Record<string, never>[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_manifests_leg_close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                leg: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    at?: string | null;
                    families?: {
                        [key: string]: "part" | "together";
                    };
                    partners?: {
                        [key: string]: number[];
                    };
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aboard: Record<string, never>[];
                        back?: Record<string, never>[];
                        closing: Record<string, never> | null;
                        families: Record<string, never>[];
                        late: Record<string, never>[];
                        leg: Record<string, never>;
                        minors_alone: number;
                        off?: number;
                        ours: boolean;
                        partners: Record<string, never>;
                        partners_told: number;
                        partners_untold: number;
                        places: number[];
                        standby: Record<string, never>[];
                        told: Record<string, never> | null;
                        version: number;
                        waiting: Record<string, never>[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_manifests_leg_manifest_csv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                leg: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_manifests_leg_reopen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                leg: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aboard: Record<string, never>[];
                        closing: Record<string, never> | null;
                        families: Record<string, never>[];
                        late: Record<string, never>[];
                        leg: Record<string, never>;
                        minors_alone: number;
                        ours: boolean;
                        partners: Record<string, never>;
                        partners_told: number;
                        partners_untold: number;
                        places: number[];
                        standby: Record<string, never>[];
                        told: Record<string, never> | null;
                        version: number;
                        waiting: Record<string, never>[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_matches: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        matches: unknown[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_matches: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    by?: "documents" | "names";
                    party: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_matches_match_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                match: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    answer: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_messages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        messages: Record<string, never>[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_messages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    audience: {
                        /** @enum {string} */
                        kind: "all" | "silent" | "place" | "plan" | "changed";
                    };
                    dry?: boolean;
                    id?: string;
                    place?: string | null;
                    /** @enum {string} */
                    template: "ask" | "seat" | "changed" | "gather" | "over" | "words";
                    words?: Record<string, never>;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cap?: number;
                        email: number;
                        no_contact: number;
                        people: number;
                        sms: number;
                        text: Record<string, never>;
                    };
                };
            };
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cap?: number;
                        email: number;
                        no_contact: number;
                        people: number;
                        sms: number;
                        text: Record<string, never>;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_offers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        books: Record<string, never>[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_offers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    conditions?: string;
                    expires: string;
                    leg: string;
                    seats: number;
                    stretchers?: number;
                    to: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_offers_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    leg: string;
                    number: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_own_claims: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    leg: string;
                    offer: number;
                    party: string;
                    seats: number;
                    stretchers?: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_own_claims_give_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    leg: string;
                    number: number;
                    party: string;
                    seats: number;
                    stretchers?: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_pack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        crisis: {
                            id: string;
                            name: string;
                        };
                        devices: {
                            id: string;
                            public: string;
                            revoked: boolean;
                        }[];
                        document_key: string;
                        legs: {
                            /** @description When boarding was closed, milliseconds since 1970 UTC; null while it is open */
                            boarding_closed_ms: number | null;
                            cutoff_ms: number;
                            departure_ms: number;
                            from: string;
                            id: string;
                            name: string;
                            seats: number;
                            stretchers: number;
                        }[];
                        newest: number;
                        now_ms: number;
                        persons: {
                            [key: string]: unknown;
                        }[];
                        places: components["schemas"]["CrisisPlace"][];
                        /** @enum {string} */
                        realm: "live" | "exercise";
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_partners: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        claims: unknown[];
                        partners: unknown[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_partners_records: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        records: unknown[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_persons: {
        parameters: {
            query?: {
                limit?: number;
                overdue?: boolean;
                q?: string;
                state?: components["schemas"]["FunnelState"];
            };
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        persons: components["schemas"]["PersonBrief"][];
                        total: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_persons: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonRecord"];
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: boolean;
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_persons_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                person: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        conflicts: Record<string, never>[];
                        erasure_due: Record<string, never> | null;
                        events: Record<string, never>[];
                        group: components["schemas"]["PersonBrief"][];
                        held: boolean;
                        person: components["schemas"]["PersonRecord"];
                        revision: string;
                        standing: Record<string, never> | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_crises_crisis_persons_person: {
        parameters: {
            query?: {
                from?: string;
            };
            header?: never;
            path: {
                crisis: string;
                person: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonRecord"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: boolean;
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_crises_crisis_persons_person: {
        parameters: {
            query?: {
                reason?: "asked" | "returned" | "crisis_over" | "expired";
            };
            header?: never;
            path: {
                crisis: string;
                person: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        log_emptied: boolean;
                        recalled: number;
                        receipt: components["schemas"]["ErasureReceipt"];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_places: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    kind: string;
                    name: string;
                    position?: number[];
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrisisPlace"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_crises_crisis_places_place: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_crises_crisis_places_place: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plan: Record<string, never> | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_plan_adopt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    party: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_plan_stress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description 1 to 1000; 100 if left out */
                    runs?: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        critical: Record<string, never>[];
                        extra_h: number;
                        not_lifted_mean: number;
                        not_lifted_p90: number;
                        not_lifted_worst: number;
                        planned_not_lifted: number;
                        runs: number;
                        uncertain: number;
                        version: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_receipts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        receipts: components["schemas"]["ErasureReceipt"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AfterReport"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_report_csv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_retention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    after_close_days: number;
                    after_return_days: number;
                    unreviewed_days: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Crisis"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_reunification_pfif: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_share: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    dry?: boolean;
                    leg?: string | null;
                    party: string;
                    purpose: string;
                    /** @enum {string} */
                    what: "frame" | "groups" | "plan" | "manifest" | "reunification";
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_transport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        faults: Record<string, never>[];
                        revision: string;
                        transport: Record<string, never> | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_crises_crisis_transport: {
        parameters: {
            query?: {
                from?: string;
            };
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    instance: Record<string, never>;
                    own: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        faults: Record<string, never>[];
                        revision: string;
                        transport: Record<string, never>;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_twins: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        twins: {
                            persons: components["schemas"]["PersonBrief"][];
                            reasons: string[];
                            score: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_crisis_unions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        unions: unknown[];
                        waiting: unknown[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_unions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    buses?: "same" | "together";
                    dry?: boolean;
                    pairs?: {
                        ours: string;
                        theirs: string;
                    }[] | null;
                    party: string;
                    purpose: string;
                    theirs: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        blocked: boolean;
                        denied?: boolean;
                        differences: unknown[];
                        frame: boolean;
                        our_legs?: number;
                        our_places?: unknown[];
                        pairs: unknown[];
                        their_legs?: number;
                        their_places?: unknown[];
                        union: Record<string, never>;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_unions_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    accept: boolean;
                    party: string;
                    purpose: string;
                    theirs: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        state: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_crisis_unions_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                crisis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    party: string;
                    purpose: string;
                    theirs: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        state: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_crises_join: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    crisis: string;
                    own?: string | null;
                    party: string;
                    self_report?: boolean;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_crises_offered: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        crises: unknown[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_declared: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_events: {
        parameters: {
            query?: {
                area?: string;
                cursor?: string;
                from?: string;
                /** @description One kind or several, with commas between; a word that is none is refused */
                kind?: string;
                limit?: number;
                mmsi?: number;
                state?: "open" | "closed" | "retracted";
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Events"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_events_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventCard"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_events_id_review: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReview"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_feeds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        feeds: components["schemas"]["Feed"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_feeds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    address: string;
                    format?: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feed"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_feeds_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_forms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_hazards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hazards: components["schemas"]["HazardShown"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_hazards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        faults: Record<string, never>[];
                        hazards: components["schemas"]["HazardShown"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_keys_key_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_keys_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Without waiting until every partner knows the new key */
                    at_once?: boolean;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_keys_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_list: {
        parameters: {
            query?: {
                area?: string;
                flag?: string;
                gear?: string;
                kind?: string;
                limit?: number;
                min_points?: number;
                offset?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_list_csv: {
        parameters: {
            query?: {
                area?: string;
                flag?: string;
                gear?: string;
                kind?: string;
                /** @description en, fr-CA or ja; by default from Accept-Language */
                lang?: string;
                min_points?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_list_geojson: {
        parameters: {
            query?: {
                area?: string;
                flag?: string;
                gear?: string;
                kind?: string;
                /** @description en, fr-CA or ja; by default from Accept-Language */
                lang?: string;
                min_points?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["GeoJson"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_list_parquet: {
        parameters: {
            query?: {
                area?: string;
                flag?: string;
                gear?: string;
                kind?: string;
                /** @description en, fr-CA or ja; by default from Accept-Language */
                lang?: string;
                min_points?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_list_xlsx: {
        parameters: {
            query?: {
                area?: string;
                flag?: string;
                gear?: string;
                kind?: string;
                /** @description en, fr-CA or ja; by default from Accept-Language */
                lang?: string;
                min_points?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_lists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lists: components["schemas"]["VesselList"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_lists: {
        parameters: {
            query: {
                complete_area?: string;
                complete_flag?: string;
                date?: string;
                kind: string;
                name?: string;
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        faults: {
                            column: string;
                            line: number;
                            reason: string;
                        }[];
                        list: components["schemas"]["VesselList"];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_lists_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_marks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        marks: components["schemas"]["Mark"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_marks_id_seen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mark"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_matches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_matches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    kind: string;
                    list: string;
                    party: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_matches_match_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                match: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    list?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_notes: {
        parameters: {
            query: {
                limit?: number;
                object: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_notes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    language: string;
                    object: string;
                    text: string;
                    to?: string[];
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_notices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        files: components["schemas"]["NoticeFile"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_notices: {
        parameters: {
            query?: {
                complete?: string;
                complete_area?: string;
                name?: string;
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        faults: {
                            column: string;
                            line: number;
                            reason: string;
                            row_dropped: boolean;
                        }[];
                        file: components["schemas"]["NoticeFile"];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_notices_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_openapi_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.oai.openapi+json;version=3.1": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_outcomes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rules: Record<string, never>;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_outcome_labels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        boardings: number;
                        labels: components["schemas"]["OutcomeLabel"][];
                        without_place: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_package_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/zip": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackageChecked"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_package_countersign: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/zip": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_partners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_partners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    fingerprint: string;
                    invitation: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_partners_party: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_partners_party_agreement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_partners_party_agreement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    cedar?: string;
                    text: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_partners_party_agreement_accept: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    digest: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_partners_party_agreement_difference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    cedar?: string;
                    text: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_partners_party_agreement_second: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    digest: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_partners_party_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    cut: boolean;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_partners_party_parcel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_partners_party_parcel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_partners_party_positions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The `next` of the answer before */
                    after?: number;
                    /** @enum {string} */
                    format: "naf" | "flux" | "niem" | "cise";
                    /** @description NAF: sender of three letters; FLUX: owner of three letters; CISE: the service that sends */
                    from?: string;
                    limit?: number;
                    /** @description Only these; all when empty */
                    mmsis?: number[];
                    purpose: string;
                    /** @description NAF: addressee of three letters; NIEM-M: nations of three letters, one blank between; CISE: the service that gets it */
                    to?: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        format: string;
                        media_type: string;
                        messages: {
                            name: string;
                            sha256: string;
                            /** @description NAF is ISO 8859-1: each letter is the byte of its number */
                            text: string;
                        }[];
                        next: number | null;
                        released: string[];
                        withheld: {
                            code: string;
                            vessel: string;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_partners_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolGlance"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_assets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        assets: {
                            /** Format: date-time */
                            changed: string;
                            id: string;
                            in_service: boolean;
                            note: string;
                            user: string;
                            value: components["schemas"]["PatrolAsset"];
                            version: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_assets_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolAsset"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_assets_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_assets_id_mmsi: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    mmsi: number | null;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_assets_id_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    in_service: boolean;
                    note?: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_assets_id_tracks_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolTrack"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_assets_id_tracks_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_fleet: {
        parameters: {
            query?: {
                format?: "json" | "toml";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "application/toml": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_fleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolFleetReading"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_joint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agency: string;
                        plans: components["schemas"]["JointPlanLine"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_joint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    days?: number;
                    /** Format: date-time */
                    from?: string;
                    iterations?: number;
                    party: string;
                    picks: components["schemas"]["JointPicks"];
                    purpose?: string;
                    rules?: components["schemas"]["PatrolRule"][];
                    seconds?: number;
                    title?: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_joint_id: {
        parameters: {
            query?: {
                version?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JointPlanCard"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_joint_id_amend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    add?: components["schemas"]["PatrolRule"][];
                    iterations?: number;
                    /** Format: date-time */
                    now?: string;
                    picks?: components["schemas"]["JointPicks"];
                    purpose?: string;
                    reason?: string;
                    remove?: number[];
                    replan?: boolean;
                    seconds?: number;
                    without?: string[];
                };
            };
        };
        responses: {
            /** @description The answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_joint_id_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    purpose?: string;
                    reason?: string;
                    version: string;
                    /** @enum {string} */
                    word: "agreed" | "declined";
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JointPlanCard"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_joint_id_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    emphasis: "value" | "miles" | "fuel" | "cost" | "risk";
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_joint_id_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_joint_id_picks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JointPicks"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_joint_id_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_joint_id_send: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_plans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plans: components["schemas"]["PatrolPlanLine"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_plans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    days?: number;
                    /** @enum {string} */
                    emphasis?: "value" | "miles" | "fuel" | "cost" | "risk";
                    /** Format: date-time */
                    from?: string;
                    iterations?: number;
                    request?: components["schemas"]["PatrolRequest"];
                    sea_state?: number;
                    seconds?: number;
                    seed?: number;
                    title?: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_plans_id: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolPlanCard"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_plans_id_alternatives: {
        parameters: {
            query?: {
                version?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolAlternatives"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_plans_id_alternatives: {
        parameters: {
            query?: {
                version?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    seconds?: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_plans_id_amend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    add?: components["schemas"]["PatrolRule"][];
                    remove?: number[];
                    seconds?: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_plans_id_difference: {
        parameters: {
            query?: {
                from?: number;
                to?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolDifference"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_plans_id_orders_asset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    note?: string;
                    /** @enum {string} */
                    status: "issued" | "acknowledged" | "under-way" | "completed" | "refused";
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_order_document: {
        parameters: {
            query?: {
                lang?: string;
                version?: string;
            };
            header?: never;
            path: {
                asset: string;
                format: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_plans_id_plan_csv: {
        parameters: {
            query?: {
                version?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_plans_id_replan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    now?: string;
                    reason?: string;
                    seconds?: number;
                    without?: string[];
                };
            };
        };
        responses: {
            /** @description The answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_plans_id_sailed: {
        parameters: {
            query?: {
                late_h?: number;
                law?: "random" | "inverse-cube" | "definite-range";
                port_nm?: number;
                reach_nm?: number;
                silence_air_min?: number;
                silence_min?: number;
                until?: string;
                version?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolSailed"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_plans_id_sailed_csv: {
        parameters: {
            query?: {
                late_h?: number;
                law?: "random" | "inverse-cube" | "definite-range";
                port_nm?: number;
                reach_nm?: number;
                silence_air_min?: number;
                silence_min?: number;
                until?: string;
                version?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_plans_id_status: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    status: "draft" | "ordered" | "withdrawn";
                    version?: number;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_plans_id_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_plans_id_terms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plan: components["schemas"]["PatrolTerms"] | null;
                        usual: components["schemas"]["PatrolTerms"];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_plans_id_terms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolTerms"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        issued: string[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_plans_id_terms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_plans_id_ways: {
        parameters: {
            query?: {
                version?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: number;
                        ways: {
                            asset: string;
                            places: number[][];
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_ports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ports: {
                            /** Format: date-time */
                            changed: string;
                            id: string;
                            user: string;
                            value: components["schemas"]["PatrolPort"];
                            version: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_ports_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolPort"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_ports_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_registers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        registers: {
                            /** Format: date-time */
                            changed: string;
                            id: string;
                            user: string;
                            value: components["schemas"]["PatrolRegister"];
                            version: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_registers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolRegister"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_registers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_reports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        reports: {
                            /** Format: date-time */
                            changed: string;
                            id: string;
                            user: string;
                            value: components["schemas"]["PatrolReport"];
                            version: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_reports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolReport"];
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolReported"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_request: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolRequest"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_riders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        riders: {
                            /** Format: date-time */
                            changed: string;
                            id: string;
                            user: string;
                            value: components["schemas"]["PatrolRider"];
                            version: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_riders_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolRider"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_riders_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrol_searches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolSearchRequest"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolSearch"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolSettings"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolSettings"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolSettings"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_tankers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tankers: {
                            /** Format: date-time */
                            changed: string;
                            id: string;
                            user: string;
                            value: components["schemas"]["PatrolTanker"];
                            version: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_tankers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolTanker"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_tankers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_tasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        targets: components["schemas"]["PatrolTarget"][];
                        tasks: components["schemas"]["PatrolTaskLine"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_tasks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolTask"] & {
                    target_value?: components["schemas"]["PatrolTarget"];
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_tasks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_tracks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        assets: {
                            asset: string;
                            mmsi: number;
                        }[];
                        tracks: components["schemas"]["PatrolTrack"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_patrol_weather: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        weather: {
                            /** Format: date-time */
                            changed: string;
                            id: string;
                            user: string;
                            value: components["schemas"]["PatrolWeather"];
                            version: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_patrol_weather_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatrolWeather"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolId"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrol_weather_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_patrols: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    area?: string;
                    from?: string;
                    party: string;
                    ring?: number[][];
                    until: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_patrols_patrol: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                patrol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_plan_book: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        partners: Record<string, never>[];
                        plans: Record<string, never>[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_plan_book_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        history: Record<string, never>[];
                        plan: Record<string, never>;
                        pledged: Record<string, never>[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_plan_book_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    country: string;
                    entries: Record<string, never>[];
                    exercised?: string | null;
                    from: number;
                    name: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plan: Record<string, never>;
                        pledged: Record<string, never>[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_plan_book_key_difference: {
        parameters: {
            query?: {
                left?: number;
                party?: string;
                right?: number;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        differences: Record<string, never>[];
                        left: Record<string, never>;
                        right: Record<string, never>;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_plan_book_key_share: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    party: string;
                    purpose: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        released: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_positions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_positions_stream: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_quarantine: {
        parameters: {
            query?: {
                feed?: number;
                limit?: number;
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quarantine"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_quarantine_log: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_raw: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RawLogs"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_raw: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RawRule"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RawRule"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_raw_feed_purge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feed: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RawPurge"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RawPurged"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_receivers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        receivers: components["schemas"]["Receiver"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_receivers: {
        parameters: {
            query?: {
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        added: string[];
                        faults: {
                            line: number;
                            reason: string;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_receivers_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_releases: {
        parameters: {
            query?: {
                before?: number;
                /** @description Copies that replace each other, such as vessels of the list: the newest of each instead of the other releases. To take one back takes back all of its object */
                conflated?: boolean;
                limit?: number;
                party?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_releases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    id: string;
                    kind: string;
                    party: string;
                    purpose: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_releases_party_seq_consent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    to: string;
                    until?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_releases_party_seq_proof: {
        parameters: {
            query?: {
                body?: boolean;
            };
            header?: never;
            path: {
                party: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_releases_party_seq_recall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_releases_label: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    id: string;
                    kind: string;
                    mark: {
                        caveats?: string[];
                        level?: string | null;
                        not_after?: string | null;
                        releasable_to?: string[] | null;
                        scopes?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_releases_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    id: string;
                    kind: string;
                    party: string;
                    purpose: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_releases_waiting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_report: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        crises: {
                            id: string;
                            name: string;
                        }[];
                        /** @enum {string} */
                        realm: "live" | "exercise";
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_report: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    birth?: string | null;
                    companions?: number;
                    consent_partner?: boolean;
                    crisis: string;
                    email?: string;
                    family: string;
                    given?: string;
                    kana?: string;
                    language?: string;
                    medical?: boolean;
                    minor?: boolean;
                    nationality?: string;
                    phone?: string;
                    position?: number[] | null;
                    /** @enum {string} */
                    reply: "safe" | "wants_out" | "own_way" | "needs_help";
                    wheelchair?: boolean;
                    whereabouts?: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        received: boolean;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_report_notices: {
        parameters: {
            query?: {
                from?: string;
                limit?: number;
                offset?: number;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        notices: components["schemas"]["NoticeLine"][];
                        total: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_report_presence: {
        parameters: {
            query?: {
                area?: string;
                /** @description flag, gear or both */
                by?: string;
                /** @description only this flag, ISO 3166 alpha-3; `unknown` for ships whose flag is not known */
                flag?: string;
                from?: string;
                /** @description only this gear; `unknown` for ships whose gear is not known */
                gear?: string;
                /** @description day, week or month */
                step?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presence"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_report_presence_csv: {
        parameters: {
            query?: {
                area?: string;
                /** @description flag, gear or both */
                by?: string;
                /** @description only this flag, ISO 3166 alpha-3; `unknown` for ships whose flag is not known */
                flag?: string;
                from?: string;
                /** @description only this gear; `unknown` for ships whose gear is not known */
                gear?: string;
                /** @description day, week or month */
                step?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        toml: string;
                        version: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rule_changes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: components["schemas"]["RuleChangeBrief"][];
                        in_force: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_rule_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    note: string;
                    toml: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rule_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleChange"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_rule_change_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    accept: boolean;
                    note?: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleChange"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_scenes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        scenes: components["schemas"]["SceneGlance"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_scenes: {
        parameters: {
            query?: {
                /** @description Own columns as a TOML text, in place of a preset */
                columns?: string;
                name?: string;
                preset?: "plain" | "plain-viirs" | "plain-rf" | "plain-optical" | "ksat-radar" | "gfw-sentinel1" | "eog-viirs" | "ai2-sentinel1" | "ai2-sentinel2" | "skylight-radar" | "skylight-optical" | "sighting";
                /** @description Share of ships that the look shows, as its sensor's operator tells it; what the file tells of a scene counts before it */
                recall?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/geo+json": components["schemas"]["GeoJson"];
                "text/csv": string;
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        faults: {
                            line: number;
                            reason: string;
                            /** @description whether the row was used all the same, without the value that cannot be right */
                            used: boolean;
                        }[];
                        passed_over: number;
                        scenes: components["schemas"]["SceneGlance"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_scenes_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scene"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_scopes_scope: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scope: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    active: boolean;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                    user: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Retention"];
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                    token: string;
                    user: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_shared: {
        parameters: {
            query?: {
                kind?: string;
                limit?: number;
                mmsi?: number;
                party?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_shared_party_seq: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_shared_party_seq_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_shared_party_seq_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_shared_areas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_shared_vessels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_stream: {
        parameters: {
            query?: never;
            header?: {
                "Last-Event-ID"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_taxii_outgoing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    party: string;
                    purpose: string;
                    reports?: string[];
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        objects: Record<string, never>[];
                        reports: string[];
                        withheld: {
                            code: string;
                            report: string;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_taxii_pulled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    added_after?: string | null;
                    collection: string;
                    objects: Record<string, never>[];
                    source: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aside: number;
                        reports: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_taxii_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sources: {
                            added_after: string | null;
                            aside: number;
                            /** Format: date-time */
                            at: string;
                            collection: string;
                            reports: number;
                            source: string;
                            user: string;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_threats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        threats: components["schemas"]["Threat"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_threats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/stix+json;version=2.1": Record<string, never>;
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        added: string[];
                        refused: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_threat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/stix+json;version=2.1": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_threat_take_over: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tokens: components["schemas"]["Token"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    expires?: string | null;
                    name: string;
                    role: components["schemas"]["Role"];
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        users: components["schemas"]["User"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                    role: components["schemas"]["Role"];
                    user: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_users_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    disabled?: boolean;
                    password?: string;
                    role?: components["schemas"]["Role"];
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_vessels: {
        parameters: {
            query?: {
                limit?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        vessels: components["schemas"]["VesselBrief"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_vessels_mmsi: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mmsi: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VesselCard"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_vessels_mmsi_track: {
        parameters: {
            query?: {
                from?: string;
                max?: number;
                to?: string;
            };
            header?: never;
            path: {
                mmsi: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Track"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_warnings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        warnings: components["schemas"]["Warning"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_warnings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWarning"];
            };
        };
        responses: {
            /** @description The answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_warning: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/cap+xml": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ogc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ogc_slash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ogc_api: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.oai.openapi+json;version=3.0": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ogc_collections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ogc_collections_collection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ogc_collections_collection_items: {
        parameters: {
            query?: {
                bbox?: string;
                datetime?: string;
                f?: string;
                limit?: number;
                offset?: number;
            };
            header?: never;
            path: {
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["GeoJson"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ogc_collections_collection_items_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["GeoJson"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ogc_conformance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        conformsTo: string[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_taxii: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/taxii+json;version=2.1": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/taxii+json;version=2.1": components["schemas"]["TaxiiProblem"];
                };
            };
        };
    };
    get_taxii_root: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/taxii+json;version=2.1": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/taxii+json;version=2.1": components["schemas"]["TaxiiProblem"];
                };
            };
        };
    };
    get_taxii_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/taxii+json;version=2.1": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/taxii+json;version=2.1": components["schemas"]["TaxiiProblem"];
                };
            };
        };
    };
    post_taxii_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/taxii+json;version=2.1": Record<string, never>;
            };
        };
        responses: {
            /** @description The answer */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/taxii+json;version=2.1": Record<string, never>;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/taxii+json;version=2.1": components["schemas"]["TaxiiProblem"];
                };
            };
        };
    };
}
