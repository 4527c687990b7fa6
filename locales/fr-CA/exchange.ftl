### Textes de l’échange avec les partenaires : partenaires, ententes, communications, copies, notes.

## Pages and words used throughout

page-partners = Partenaires
page-releases = Communications
page-shared = Copies reçues
partner = Partenaire
cancel = Annuler
copy = Copier
copied = Copié.
copy-failed = Le navigateur n’a pas copié. Sélectionnez le texte et copiez-le à la main.
save-file = Enregistrer dans un fichier
col-number = Nº
exchange-bytes = { $value } o
exchange-kilobytes = { $value } ko
exchange-megabytes = { $value } Mo
expiry-in = dans { $span }
expiry-over = échu
expiry-none = sans échéance
key-release = r
key-release-does = Communiquer à un partenaire le navire ou l’événement ouvert

## Own identity, invitation

partners-lead = Organismes avec lesquels ce nœud échange, et où en est l’échange avec chacun.
partners-none = Aucun partenaire. Échangez des invitations pour commencer.
identity-title = Ce nœud
identity-log = { $records } enregistrements, dernier { $last }
fingerprint-label = Empreinte
fingerprint-copy = Copier l’empreinte
fingerprint-hint = Lisez ces huit groupes à votre partenaire, au téléphone ou en personne. Qui détient la clé de cette empreinte est ce nœud.
fingerprint-type = Empreinte, telle que votre partenaire vous la lit
fingerprint-group = Groupe { $n } de { $count }, cinq chiffres
fingerprint-wrong-group = Le groupe { $n } diffère de l’invitation.
invite-title = Inviter un partenaire
invite-hint = Une invitation contient le nom, la clé et l’adresse de ce nœud. Elle n’est pas secrète : c’est l’empreinte, comparée de vive voix, qui compte.
invite-make = Créer une invitation
invite-text = Invitation
invite-next = Remettez-la à votre partenaire par n’importe quel moyen, puis lisez l’empreinte ci-dessus à voix haute. Votre partenaire vous en enverra une en retour.
accept-title = Accepter une invitation
accept-hint = Collez l’invitation ou choisissez son fichier. Appelez ensuite votre partenaire, à un numéro que vous connaissez déjà, et saisissez l’empreinte entendue.
accept-text = Invitation du partenaire
accept-why = L’empreinte n’est pas affichée ici, pour qu’elle soit entendue et non recopiée. Si un seul chiffre diffère, rien n’est accepté.
accept-do = Comparer et accepter
accept-done = { $name } est maintenant un partenaire. Rien n’est échangé avant qu’une entente soit en vigueur.
fingerprint-differs = L’empreinte diffère. Cette invitation ne vient pas du nœud que votre partenaire vous a lu, ou elle a été modifiée en chemin. Rien n’a été accepté. Relisez les huit groupes; s’ils diffèrent encore, demandez une nouvelle invitation.
invitation-unreadable = Ce n’est pas une invitation, ou elle est endommagée. Rien n’a été accepté.
partner-known = Ce partenaire est déjà connu.
realm-differs = L’un des deux nœuds est réel et l’autre mène un exercice. Ils ne peuvent pas être partenaires.
partner-unknown = Ce partenaire n’est pas connu.

## A partner

partner-invited = Sans entente pour l’instant
partner-agreed = Entente en vigueur
link-title = Liaison
link-up = Établie
link-down = Interrompue
link-cut = Coupée ici
link-since = depuis le { $at }
link-carrier = Moyen
link-error = Dernière défaillance
link-cut-do = Couper la liaison
link-heal = Rétablir la liaison
link-cut-hint = Immédiat, sans question. Rien n’est perdu : la suite part au rétablissement.
link-cut-done = Liaison avec { $name } coupée. Rien ne part et rien n’arrive avant son rétablissement.
link-heal-done = Liaison avec { $name } rétablie. Ce qui attendait est en cours d’envoi.
carrier-https = HTTPS
carrier-quic = QUIC, liaison à faible débit
carrier-parcel = Pli, porté à la main
fork-title = ALARME : { $name } a signé deux états différents du même flux
fork-text = Les deux ne peuvent être vrais. Le nœud du partenaire a été ramené à une ancienne copie, ou quelqu’un d’autre utilise sa clé. Ce qu’il envoie est refusé. Coupez la liaison, appelez le partenaire et recommencez avec une nouvelle invitation.
fork-where = À l’entrée { $seq }.
streams-title = Échange
stream-direction = Sens
stream-sent = Envoyé
stream-received = Reçu
stream-entries = Entrées
stream-acknowledged = Confirmées
stream-waiting = En attente
stream-gaps = Lacunes
stream-skipped = Remplacées
stream-countersigned = Contresignées
stream-volume = Volume
stream-sent-text = Envoyées { $entries } : confirmées { $acknowledged }, en attente { $waiting }, contresignées { $countersigned }
stream-received-text = Reçues { $entries } : manquantes { $missing }, contresignées { $countersigned }
gaps-none = aucune
refused-title =
    { $count ->
        [one] { $count } envoi refusé
       *[other] { $count } envois refusés
    }
refused-hint = Un envoi refusé ne change rien ici. S’il y en a beaucoup d’un même partenaire, appelez-le.
drawer-agreement = Entente
drawer-chat = Clavardage
drawer-parcel = Pli à la main

## Why input was refused

exchange-signature = Signature erronée
exchange-realm = Réel et exercice mélangés
exchange-schema = Forme d’une version plus récente
exchange-future = Daté du futur
exchange-too-large = Trop volumineux
exchange-shape = Forme erronée
exchange-party = D’un autre organisme
exchange-key-unknown = Clé inconnue
exchange-key-revoked = Clé révoquée
exchange-digest = Contenu modifié
refusal-malformed = Mal formé
refusal-oversized = Trop volumineux
refusal-unknown-version = Version inconnue
refusal-unknown-stream = Flux inconnu
refusal-wrong-realm = Réel et exercice mélangés
refusal-not-authentic = Non scellé par le partenaire, ou modifié en chemin
refusal-bad-signature = Signature erronée
refusal-too-far-ahead = Numéro trop avancé
refusal-conflict = Même numéro, autre contenu
refusal-bad-head = Tête ne correspondant pas aux entrées
refusal-forked = Flux bifurqué
refusal-rolled-back = État ramené en arrière
refusal-replayed = Déjà vu
refusal-busy = Trop d’éléments en attente
copies-too-many = Plus de copies que ce nœud n’en peut tenir le compte
refusal-bad-proof = Preuve erronée
refusal-quota-used = Quota épuisé
refusal-out-of-turn = Hors séquence

## Agreement

agreement-title = Entente
agreement-none = Aucune entente. Rien n’est communiqué.
agreement-in-force = En vigueur
agreement-proposed-here = Proposée par nous
agreement-proposed-there = Proposée par le partenaire
agreement-purposes = Fins
agreement-valid = Validité
agreement-open-end = sans échéance
agreement-digest = condensé { $digest }
agreement-text = Texte de l’entente en vigueur
agreement-proposed-text = Texte de la proposition
agreement-here-text = Signée ici et envoyée. En vigueur dès que { $name } la contresigne; d’ici là, rien ne change.
agreement-there-text = { $name } propose ce texte. Voyez ce qu’il change, puis contresignez ou appelez.
agreement-accept = Contresigner et mettre en vigueur
agreement-accepted = Contresignée. L’entente est en vigueur.
agreement-edit = Rédiger une proposition
agreement-edit-title = Proposition
agreement-edit-hint = Le texte dit, par genre d’objet, ce qui part et sous quelle forme. Ce qui n’est pas nommé n’est pas communiqué.
agreement-fault = Ligne { $line } : { $text }
agreement-send = Signer et proposer
agreement-sent = Signée et envoyée. En vigueur dès que le partenaire la contresigne.
exchange-policy = Le texte de l’entente comporte une erreur.
policy-fields-missing = Des champs sont demandés, mais aucun n’est nommé.
policy-count-min-too-small = Le plus petit nombre communiqué est trop petit : il révélerait des objets isolés.
policy-personal-needs-fields = Les renseignements personnels ne partent que par champs nommés.
policy-vms-needs-patrol = Ce qui vient d’un système de surveillance des navires ne sort que pour une patrouille : la règle exige patrol_place.
policy-treatment = Ce traitement d’un champ n’est pas possible.
policy-valid-until = La fin précède le début.
policy-same-party = Les deux parties sont la même.
difference-look = Afficher la différence
difference-first = Voyez d’abord la différence.
difference-released =
    { $count ->
        [0] Rien de plus ne serait communiqué à { $name }.
        [one] { $count } objet de plus serait communiqué à { $name }.
       *[other] { $count } objets de plus seraient communiqués à { $name }.
    }
difference-otherwise =
    { $count ->
        [one] { $count } objet partirait sous une autre forme.
       *[other] { $count } objets partiraient sous une autre forme.
    }
difference-withheld =
    { $count ->
        [0] Rien de ce qui part aujourd’hui ne serait retenu.
        [one] { $count } objet ne partirait plus.
       *[other] { $count } objets ne partiraient plus.
    }
difference-same = { $count } restent inchangés.
difference-released-title = Nouvellement communiqués
difference-withheld-title = N’étant plus communiqués
difference-otherwise-title = Sous une autre forme, plus fine ou plus grossière
difference-field-changed = { $name } (sous une autre forme)
difference-unheld = sans l’approbation d’un officier
difference-more = … et { $count } de plus

## Objects, purposes, labels

object-vessel = Navire
object-position = Positions
object-vms-position = Position SSN
object-vms-alert = Alerte tirée du SSN
object-event = Événement
object-track = Trajectoire
object-area = Zone
object-list = Liste de navires
object-note = Note
object-case = Dossier
object-plan = Plan de patrouille
object-order = Ordre
object-alert = Alerte
purpose-fisheries = Application des règles de pêche
purpose-patrol = Patrouille conjointe
purpose-search-and-rescue = Recherche et sauvetage
purpose-evacuation = Évacuation
purpose-safety = Sécurité de la navigation
purpose-exercise = Exercice
level-public = Public
level-community = Communauté des partenaires
level-protected = Protégé
level-enforcement = Application de la loi
caveat-no-onward = Ne pas retransmettre
caveat-officers-only = Officiers seulement
caveat-not-for-court = Ne pas produire en cour
caveat-source-protected = Source protégée

## Releasing

release-open = Communiquer
release-title = Communiquer : { $title }
share-partner = Au partenaire
share-purpose = Fin
release-choose = Choisir…
release-choose-both = Choisissez le partenaire et la fin. L’aperçu montre alors exactement ce que verrait le partenaire.
release-not-yet = Rien n’est encore parti.
release-fits =
    { $count ->
        [one] { $count } fin permet cette communication. Choisissez-la.
       *[other] { $count } fins permettent cette communication. Choisissez-en une : l’aperçu montre alors exactement ce que verrait le partenaire.
    }
release-fits-none = Aucune fin ne permet cette communication pour l’instant. Choisissez-en une pour voir pourquoi.
release-do = Communiquer
release-approve = Approuver et communiquer
release-table = Champs avant et après
release-before = Ici
release-after = Vu par le partenaire
release-how = Traitement
release-fields =
    { $withheld ->
        [0] { $name } voit les { $count } champs :
        [one] { $name } voit { $count } champs, dont { $withheld } retenu :
       *[other] Sur { $count } champs, { $name } n’en voit pas { $withheld } :
    }
release-fields-denied = Rien ne part vers { $name }. ({ $count } champs, { $withheld } retenus.)
share-expires = Échéance
share-purge = Supprimé là-bas
share-level = Niveau
share-caveats = Réserves
release-rule = Conditions déterminantes : { $name }
release-approver = Peut approuver : { $role }
release-honest = Le rappel et l’échéance suppriment la copie chez le partenaire, avec reçu signé. Ce qu’une personne a lu ou recopié ne peut être repris.
release-done = Communiqué à { $name } sous le nº { $seq }.
release-done-waiting = En attente de la liaison; part dès qu’elle est établie.
release-done-there = Le partenaire en a confirmé la réception.
treated-whole = entier
treated-coarse = approché
treated-withheld = retenu
decision-release = Peut être communiqué à { $name }
decision-hold = En suspens : la communication à { $name } doit être approuvée
decision-deny = Non communiqué à { $name }
release-denied = L’entente ne permet pas cette communication. Rien n’est parti.
release-rule-approval = L’entente demande l’approbation d’un officier pour chaque communication de ce genre.
release-realm = Réel et exercice ne se mélangent pas.
release-party = L’entente n’est pas avec ce partenaire.
release-not-in-force = Aucune entente n’est en vigueur.
release-expired = Le temps de l’objet est échu.
release-stopped = Il a été rappelé, ou un officier en a arrêté la communication.
release-audience = L’étiquette ne nomme pas ce partenaire. Une liste vide de destinataires veut dire personne.
release-kind = L’entente ne nomme pas ce genre d’objet, ou dit qu’il reste ici. Ce qui n’est pas nommé n’est pas communiqué.
release-level = Il est plus sensible que ce que l’entente communique.
release-caveat = Il porte une réserve que le partenaire ne s’est pas engagé à respecter.
release-originator = Il appartient à un autre organisme, dont l’étiquette ne le laisse pas retransmettre.
release-personal = Il concerne une personne, et l’entente n’a pour cela ni règle, ni fin, ni échéance.
release-purpose = Ni l’entente ni l’étiquette ne permettent cette fin.
release-profile = L’étiquette demande un caviardage que l’entente ne connaît pas.
release-patrol = Le partenaire n’a pas de patrouille là en ce moment.
release-pseudonym = Un pseudonyme est demandé et ne peut être produit.
release-condition = Une condition de l’entente l’interdit.
release-too-large = Il est trop volumineux pour être communiqué.

## Releases

releases-lead = Ce que les officiers ont décidé un à un : à qui, par qui, à quelle fin, jusqu’à quand, et si la suppression est prouvée. Les navires de la liste qui partent d’eux-mêmes sont l’autre choix.
releases-lead-latest = Navires de la liste qui partent d’eux-mêmes selon l’entente. Chaque copie remplace la précédente : voici la plus récente de chacun. Un rappel reprend toutes les copies de ce navire.
releases-which = Copies
releases-decided = Décidées une à une
releases-latest = Navires de la liste, dernière copie
releases-none-latest = Aucun navire de la liste n’est parti de lui-même.
releases-none = Rien n’a encore été communiqué.
releases-none-filtered = Aucune communication ne correspond au filtre.
releases-count =
    { $count ->
        [one] { $count } communication affichée
       *[other] { $count } communications affichées
    }
release-what = Objet
release-released = Communiqué
release-by = par { $user }
release-state-waiting = En attente
release-state-acknowledged = Chez le partenaire
release-state-recalled = Rappelé
release-state-purged = Supprimé
release-state-held = Gelé par le partenaire
release-receipt = Supprimé le { $at }, reçu signé
share-held = Gelé par { $name } depuis le { $at }.
release-kept =
    { $over ->
        [yes] Rappelée ou échue; conservée par { $name } pour une enquête jusqu’à la fin du gel.
       *[other] Rappelée; conservée par { $name } pour une enquête jusqu’à la fin du gel.
    }
hold-line = { $by } : { $reason }
recall = Rappeler
recall-named = Rappeler le nº { $seq }, { $title }
recall-text = Rappeler « { $title } » de chez { $name } : la copie y est masquée aussitôt, puis supprimée, et un reçu signé revient. Un gel juridique peut y suspendre la suppression; vous le verriez ici.
recall-text-latest = Toutes les copies de ce navire parties d’elles-mêmes sont reprises.
recall-reason = Motif, communiqué au partenaire
recall-do = Rappeler
recall-done = Le nº { $seq } est en cours de rappel chez { $name }.
proof = Preuve
proof-named = Télécharger la preuve du nº { $seq }, { $title }
release-unknown = Cette communication n’est pas connue.

## Shared: copies from partners

shared-lead = Ce que les partenaires nous ont communiqué. Chaque copie appartient à son auteur et prend fin à son heure.
shared-none = Aucune copie d’un partenaire.
shared-none-filtered = Aucune copie ne correspond au filtre.
shared-count =
    { $count ->
        [one] { $count } copie
       *[other] { $count } copies
    }
copy-source = Source
copy-what = Objet
copy-open = Copie ouverte
copy-choose = Choisissez une copie pour la lire.
copy-gone = Cette copie n’est pas dans la liste : supprimée, ou masquée par le filtre.
copy-shown = Utilisable
copy-hidden = Masquée
copy-held = Gelée
copy-purged = Supprimée
copy-hidden-text = Masquée : rappelée ou échue. Elle sera supprimée à son heure et ne peut être lue ici.
copy-purged-text = Supprimée; le reçu a été envoyé. Seule cette inscription demeure.
copy-kept = Conservée pour une enquête
copy-kept-text = Rappelée par son auteur, ou échue : seul l’officier qui l’a gelée peut la lire.
copy-kept-yours = C’est vous qui l’avez gelée. Elle est supprimée à la fin du gel.
copy-kept-others = Elle est supprimée à la fin du gel.
copy-own-card = Notre fiche du navire
copy-terms = Conditions
copy-originator = Auteur
copy-purge = Supprimé ici
copy-purge-held = (suspendue par un gel)
differ-names = Même navire, deux noms
beyond-text = Cette copie contient plus que ce que prévoit l’entente de { $name } : { $what }. Ne la transmettez pas et prévenez { $name }.
beyond-kind = le type d’objet lui-même
beyond-purpose = la finalité
beyond-personal = des données sur une personne
beyond-time = des heures plus précises que convenu
differ-title = Diffère de notre tableau
differ-own = Notre tableau
differ-count =
    { $count ->
        [one] { $count } différence
       *[other] { $count } différences
    }
differ-hint = Aucun des deux n’est tenu pour la vérité. Comparez les sources ou demandez au partenaire par clavardage.
hold-title = Gel
hold-none = Aucun gel : cette copie est supprimée à son heure.
hold-reason = Motif, visible par l’auteur
hold-do = Geler
hold-hint = Un gel suspend la suppression pour une enquête. { $name } voit qui gèle, pourquoi et depuis quand.
hold-since = Depuis le { $at }.
hold-lift = Lever le gel
hold-done = Gelée. L’auteur en est informé.
hold-lifted = Gel levé. La copie est supprimée à son heure.
hold-not-allowed = L’étiquette de cette copie ne permet pas de gel.
shared-field-kind = Genre
shared-field-state = État
shared-field-vessels = Navires
shared-field-confidence = Confiance
shared-field-rule = Règle
shared-field-codes = Constats
shared-field-numbers = Chiffres
shared-field-evidence = Éléments de preuve
shared-field-role = Rôle
shared-field-text = Texte

## Partners on the watch floor

tab-partners = Partenaires
tool-partners = Partenaires
legend-partners = Partenaires
legend-partners-text = Symbole creux avec l’insigne du partenaire : une copie venant de lui, de tout type ci-dessus
legend-partner-trail = Tireté avec l’insigne du partenaire : où ce partenaire dit que le navire choisi se trouvait
partner-vessels-label = Navires des partenaires
partner-vessels-count =
    { $count ->
        [one] { $count } navire de partenaires
       *[other] { $count } navires de partenaires
    }
partner-vessels-none = Aucun partenaire ne communique de navires en ce moment.
partner-vessel-copy = Copie : { $title }
partner-trails = Pistes des partenaires ({ $count })
partner-trails-hint = Copies régies par les accords des partenaires. Elles prennent fin et sont reprises comme toute copie; elles ne figurent dans aucun fichier de notre propre piste.
partner-trail-agreement = Accord { $version }
partner-trail-within = position grossière, à { $distance } près
partner-trail-points =
    { $count ->
        [one] { $name }, { $track } : { $count } position
       *[other] { $name }, { $track } : { $count } positions
    }
partner-trail-newest =
    { $count ->
        [one] Seule la position la plus récente est affichée.
       *[other] Les { $count } positions les plus récentes sont affichées.
    }
alerts-own = Les nôtres

## Notes and chat

notes-title = Notes
notes-none = Aucune note.
notes-role = Un analyste peut écrire des notes.
chat-title = Clavardage avec { $name }
note-text = Note
note-share = Communiquer à
note-share-none = Aucun partenaire avec entente : la note reste ici.
note-send = Envoyer à { $names }
note-keep = Garder ici
note-own = cet organisme seulement
note-to = à { $names }
note-added = Ajoutée.
note-language = Indiquée comme écrite en : { $language }

## Parcel

parcel-hint = Là où il n’y a pas de liaison : les mêmes octets scellés dans un fichier, porté à la main. Seul le partenaire peut l’ouvrir; le prendre deux fois est sans effet.
parcel-out-title = Vers le partenaire
parcel-waiting =
    { $count ->
        [0] Aucune entrée n’attend.
        [one] { $count } entrée attend.
       *[other] { $count } entrées attendent.
    }
parcel-out = Enregistrer ce qui attend
parcel-out-done = Enregistré. Portez le fichier au partenaire et rapportez la réponse.
parcel-in-title = Du partenaire
parcel-in-done = Reçu. La réponse est enregistrée dans un fichier : elle retourne au partenaire.
parcel-in-done-empty = Reçu. Aucune réponse n’est nécessaire.

## What the node answers, and more fields

no-exchange = Ce nœud n’échange rien : il a été démarré sans nom d’organisme.
no-agreement = Aucune entente ne laisse encore rien partir vers ce partenaire.
agreement-ours = Ce que nous communiquons à { $name }
agreement-theirs = Ce que { $name } nous communique
agreement-theirs-none = Aucune entente : rien ne vient de là.
agreement-conditions = Conditions (Cedar), qui ne font que restreindre
agreement-gone = Lignes qui n’y sont plus
agreement-role = Un administrateur peut contresigner.
agreement-of-others = Le texte n’est pas entre ce nœud et ce partenaire.
copy-untitled = Copie { $seq }
copy-left-out = Trop volumineux pour être affiché ici : { $fields }. La copie fait { $size }.
copy-save-whole = Enregistrer la copie entière
copy-onward = Peut être transmis à
copy-onward-none = Personne
copy-onward-ask = Personne; son émetteur n’a pas consenti
copy-onward-allowed = Aucun de nos partenaires n’est parmi ses destinataires
taxii-source-unfit = L’adresse ou la collection est vide ou trop longue.
positions-of = { $count ->
    [one] Positions de 1 navire
   *[other] Positions de { $count } navires
}
object-other = Autre
release-rule-released = L’entente communique ce genre d’objet, avec les champs ci-dessous et aucun autre.
release-rule-count-only = L’entente ne laisse partir que des nombres pour ce genre d’objet.
not-countersigned-yet = Pas encore de preuve : le partenaire n’a pas contresigné.
proof-incomplete = La preuve ne peut être produite : une partie du flux manque.
parcel-unreadable = Ce fichier ne vient pas de ce partenaire, n’est pas destiné à ce nœud ou est endommagé. Rien n’a été pris.
parcel-cut = Le fichier est tronqué. Rien n’en a été pris : copiez-le de nouveau.
purpose-needed = L’entente a plusieurs fins et aucune ne convient clairement : indiquez-en une.
object-unknown = Cet objet n’est pas connu ou n’est plus disponible.
note-unfit = La note est vide ou trop longue.
reason-unfit = Le motif manque ou est trop long.
copy-unknown = Cette copie n’est plus ici.
hold-unknown = Il n’y a pas de gel sur cette copie.
partners-too-many = Il y a trop de partenaires.
invitation-version = Cette invitation est d’une version que ce nœud ne connaît pas.
invitation-signature = L’invitation a été modifiée en chemin. Rien n’a été accepté.
desk-busy = L’échange est occupé. Réessayez dans un instant.
partner-damaged = Ce qui est conservé de ce partenaire est illisible.
link-closed = Le partenaire a fermé la liaison.
link-broken = La liaison s’est rompue.
link-silent = Rien n’a été reçu sur la liaison depuis trop longtemps.
node-stops = Le nœud du partenaire s’est arrêté.
closed-here = Fermée ici.
no-key-shown = L’autre côté n’a présenté aucune clé.
not-for-us = L’autre côté voulait un autre nœud.
message-too-long = Un message était trop long.
address-unfit = L’adresse du partenaire est inutilisable.
shared-field-event = Numéro de l’événement
shared-field-place = Position
shared-field-end-place = Position à la fin
shared-field-from-ms = Début
shared-field-until-ms = Fin
shared-field-seen-ms = Dernière réception
shared-field-mmsis = MMSI des navires
shared-field-points = Points
shared-field-reasons = Motifs
shared-field-refuted-by = Ce qui le réfuterait
shared-field-retraction = Retrait
shared-field-sog-kn = Vitesse
shared-field-cog-deg = Route

## Audit

audit-invitation-made = Invitation créée
audit-partner-accepted = Partenaire accepté
audit-link-cut = Liaison coupée
audit-link-healed = Liaison rétablie
audit-agreement-proposed = Entente proposée
audit-agreement-accepted = Entente contresignée
audit-released = Communiqué à un partenaire
audit-recalled = Communication rappelée
audit-held = Gel placé
audit-hold-lifted = Gel levé
audit-note-written = Note écrite
audit-parcel-made = Pli préparé
audit-parcel-taken = Pli reçu

# Patrols, scopes, consents, comparisons of lists, keys; second officers; logs that partners remember.
agreement-version = La version doit être supérieure à celle en vigueur : un ancien texte ne revient pas.
agreement-drafted = En attente d’un second officier
agreement-drafted-text = { $by } a rédigé un texte qui pourrait communiquer davantage qu’avant. Un autre administrateur de cet organisme doit l’examiner et le signer; il n’est envoyé qu’ensuite.
agreement-drafted-version = La version { $version } est rédigée, mais non envoyée.
agreement-drafted-waits = Elle pourrait communiquer davantage qu’avant : un second administrateur de cet organisme doit l’examiner et la signer.
agreement-drafted-look = Aller au projet
agreement-second-own = Vous l’avez rédigé : un autre administrateur doit l’examiner et le signer.
agreement-second = Je l’ai examiné : signer et proposer
agreement-second-done = Signé et envoyé. En vigueur dès que le partenaire contresigne.
second-officer-needed = La personne qui l’a rédigé ne peut pas être le second officier, un programme non plus.
draft-unknown = Ce projet n’est plus en attente.
partner-suspended = Clé révoquée : comparer la nouvelle empreinte
partner-removed = N’est plus un partenaire
partner-clock-ahead = L’horloge de ce partenaire avance de { $minutes } minutes sur la nôtre : l’une des deux est fausse. Rien n’est retenu; ce qui a une fin prend fin ici au plus tard selon la première des deux horloges.
partner-log-title = Le journal de { $name } ne correspond pas à ce que ce nœud en retient
partner-log-text = Il a été ramené en arrière, tronqué ou réécrit, ou quelqu’un d’autre parle au nom de ce nœud. Appelez l’organisme avant de vous y fier.
own-log-title = Un partenaire retient un autre journal de ce nœud
own-log-text = Le journal de ce nœud a été ramené en arrière, tronqué ou réécrit, peut-être par une sauvegarde restaurée. Rien de nouveau n’est signé tant que le bon dossier de données n’est pas rétabli.
log-set-back = Le journal de ce nœud s’arrête avant ce que retient un partenaire. Rien de nouveau n’est signé.
log-forked = Un partenaire retient un autre enregistrement du journal de ce nœud. Rien de nouveau n’est signé.
log-head-of-others = Pas une tête du journal de ce partenaire
exchange-stopped = L’échange est arrêté : ses données sont illisibles.
stream-changed = Ce qui est conservé d’un flux n’est pas ce qui a été signé.
stream-cut = Des entrées reçues ont disparu alors que ce nœud avait signé les détenir.
terms-missing = Des positions sont venues sans la notice qui dit ce qu’on peut en faire.
node-keys-other = Le fichier de clés n’est pas de la même époque que le journal.
node-keys-disk = Le fichier de clés ne peut pas être lu ou écrit.
key-handover-under-way = Un partenaire n’a pas encore répondu au dernier changement de clés. Attendez la liaison.
key-unknown = Ce nœud n’a pas cette clé.
key-revoked-already = Cette clé est déjà révoquée.
page-sharing = Patrouilles et clés
sharing-lead = Ce que les officiers déclarent et dont dépendent les ententes : patrouilles, portées, consentements, comparaisons de listes et clés de ce nœud.
patrols-title = Patrouilles des partenaires
patrols-hint = Ce qu’une entente lie à une patrouille n’est communiqué que pendant celle-ci, dans sa zone, et est supprimé à sa fin. Y mettre fin plus tôt le rappelle aussitôt.
patrol-party = Partenaire en patrouille
patrol-area = Zone
patrol-until = Jusqu’à (UTC)
patrol-open-do = Déclarer la patrouille
patrol-opened = Déclarée. Ce que l’entente y lie peut maintenant être communiqué.
patrol-close = Terminer maintenant
patrol-closed = Terminée. { $count } copies sont rappelées.
patrol-open = En cours
patrol-planned = Prévue
patrol-over = Terminée
patrols-none = Aucune patrouille n’est déclarée.
patrol-unknown = Aucune patrouille de ce nom n’est en cours.
patrol-time-unfit = Une patrouille commence avant de finir, finit dans l’avenir et dure au plus 180 jours.
patrols-too-many = Trop de patrouilles sont conservées.
patrol-area-unfit = Cette zone ne peut pas délimiter une patrouille.
patrol-area-holes = Cette zone comporte des trous, ce qu’une patrouille ne peut avoir. Chargez ses parties extérieures comme zones distinctes.
scopes-title = Portées
scopes-hint = Une portée (opération, exercice, catastrophe) élargit ou restreint qui peut avoir quoi, selon les étiquettes et les ententes.
scope-name = Nom
scope-start = Déclarer active
scope-end = Mettre fin
scope-active = Active
scope-ended = Terminée
scope-done = Déclaré.
scope-unfit = Un nom ne comporte que des minuscules, des chiffres, - _ et .
consents-title = Consentements de retransmission
consents-hint = Sans le consentement de son auteur, une copie ne va à personne d’autre. Les consentements se donnent à la communication, à la page Communications.
consents-none = Aucun consentement n’a été donné ni reçu.
consent-do = Permettre la retransmission
consent-to = À
consent-done = Consentement envoyé.
matches-title = Comparer des listes sans les montrer
matches-hint = Vous apprenez lesquels de vos identifiants le partenaire a aussi; personne n’apprend rien d’autre que la longueur des listes. Au plus { $items } identifiants en { $runs } questions par jour.
match-kind = Quoi
match-kind-imo = Numéros OMI
match-kind-mmsi = MMSI
match-kind-call-sign = Indicatifs d’appel
match-list = Liste
match-list-watch = Navires classés de cette veille
match-ask = Demander
match-ask-done = Demandé. Un officier là-bas décide.
match-answer = Répondre avec cette liste
match-refuse = Refuser
match-done-said = Envoyé.
match-asked = Demandé, en attente
match-waiting = Attend notre réponse
match-working = Comparaison en cours
match-progress = { $done } sur { $of } comparés
match-answered = Répondu
match-refused = Refusé
match-done = Connu
match-counts = { $asked } demandés, { $listed } dans la liste
match-common = { $count } en commun
matches-none = Aucune liste n’a été comparée.
match-nothing = La liste ne contient aucun identifiant de ce type.
match-too-many = Trop d’identifiants pour une comparaison.
match-kind-unfit = Seuls les numéros OMI, les MMSI et les indicatifs peuvent être comparés.
match-unknown = Aucune question de ce nom n’attend.
match-unfit = Partie de comparaison qui ne convient pas
list-matches-damaged = Ce qui est conservé des comparaisons est illisible.
exchange-quota-used = Le quota de comparaisons du jour est épuisé.
keys-title = Clés de ce nœud
keys-hint = Une nouvelle clé prend la relève sans interruption; les partenaires l’apprennent par la liaison. Révoquez une clé si quelqu’un d’autre peut la détenir : les ententes qui en dépendent prennent fin et les partenaires comparent la nouvelle empreinte de vive voix.
key-rotate = Créer une nouvelle clé
key-rotated = Une nouvelle clé a pris la relève. Les partenaires en sont informés.
key-link-title = Clé de liaison
key-link-hint = Les connexions s’ouvrent avec elle. Une nouvelle prend la relève quand chaque partenaire la connaît; les liaisons sont alors rouvertes.
key-link-change = Créer une nouvelle clé de liaison
key-link-changed = Une nouvelle clé de liaison a été créée.
key-link-next = Prend la relève quand la connaîtront : { $parties }
key-link-at-once = La faire prendre la relève maintenant
key-link-at-once-hint = Les partenaires nommés ci-dessus perdent la liaison jusqu’à ce qu’ils reçoivent la nouvelle invitation en mains propres.
invitation-of-others = La nouvelle carte d’adresse n’est pas de ce partenaire.
key-revoke = Révoquer
key-revoke-sure = Révoquer définitivement
key-revoked-done = Révoquée. Les ententes qui en dépendaient ont pris fin.
key-current = En usage
key-rotated-state = Remplacée
key-revoked-state = Révoquée
key-spoken-to = encore utilisée par { $parties }
col-by = Par
sharing-role = Un officier de quart peut déclarer cela.

## Ce qui attend un officier, et ce qui a changé depuis la communication

release-waiting-title =
    { $count ->
        [one] { $count } alerte attend l’approbation
       *[other] { $count } alertes attendent l’approbation
    }
release-waiting-hint = L’entente retient chacune jusqu’à l’approbation d’un officier. R ouvre la première.
release-waiting-more = Il y en a d’autres; seules les plus récentes ont été examinées.
release-waiting-shown = { $shown } sur { $count } affichées
release-waiting-next = En afficher { $count } de plus
release-waiting-fewer = En afficher moins
release-look = Examiner et décider
release-look-named = Examiner et décider : { $title }, à { $name }
release-changed = Modifié depuis votre communication
release-resend = Envoyer de nouveau
release-resend-named = Envoyer de nouveau le nº { $seq } ({ $title }) dans son état actuel
partners-say = Les partenaires disent ({ $count })
partners-differ = { $field } : nous connaissons { $own }, le partenaire dit { $theirs }

## Zones des partenaires

partner-areas = Zones des partenaires
partner-areas-hint = Telles que le partenaire les a communiquées; elles disparaissent s’il les rappelle. Une zone que vous reprenez devient la vôtre : elle demeure, et la veille en tient compte.
partner-area-show = Montrer { $name } de { $party } sur la carte
partner-area-taken = { $name } est maintenant une de vos zones.
take-over = Reprendre
take-over-named = Reprendre { $name } de { $party }
notes-of = Notes : { $name }

## Ce qu’un officier ajoute à l’étiquette d’un objet

label-title = Étiquette de cet objet
label-audience = Peut aller à
label-nobody = personne
label-scopes = Autrement dans
label-hint = Ce que vous ajoutez lie désormais toute communication de cet objet et est signé au journal. Cela ne fait que restreindre et ne peut être retiré; les copies déjà parties restent telles quelles.
label-level-least = Au moins
label-as-is = tel quel
label-end = Prend fin (UTC)
label-scope = Comme avant pendant que cette portée est active
label-without = Pas pour
label-add = Ajouter à l’étiquette
label-marked = Ajouté à l’étiquette.
label-of-others = L’étiquette de la copie d’un partenaire appartient au partenaire.
label-unfit = Cela ne convient pas à l’étiquette, ou l’objet a été marqué trop souvent.
audit-label-marked = Étiquette restreinte

## Listes, nombres et ordres communiqués par des partenaires

object-vessel-list = Liste de navires
object-order-status = État d’un ordre
object-crisis-counts = Nombres d’une crise
list-take-title = La liste du partenaire
list-take-hint = Reprise, elle devient une de vos listes, au nom du partenaire : elle demeure si le partenaire rappelle la sienne, et la veille en tient compte. Ce qu’elle prétend couvrir entièrement n’est pas repris.
list-take = Reprendre comme liste à nous
list-taken = { $name } est maintenant une de vos listes.
count-of = Nombre : { $kind }
shared-field-at-least = Au moins
shared-field-fewer-than = Moins de
shared-field-csv = Texte de la liste
shared-field-rows = Lignes
partner-orders = Ordres du partenaire
patrol-order-withdrawn = Retiré
