# Passages de satellites et observations : la page des détections.
page-detections = Détections
scenes-lead = Passages de satellites et observations de personnes, rapprochés des pistes connues de ce nœud. Une détection qu’aucune piste n’explique est un indice, jamais un verdict.
scenes-none = Aucun passage pour l’instant.
scenes-table = Passages
scenes-add = Apporter des détections
scenes-add-hint = CSV ou GeoJSON d’un producteur. Les colonnes sont celles du genre choisi; ce qui ne peut servir est indiqué ci-dessous avec sa ligne.
scenes-preset = Genre de fichier
scenes-preset-plain = Radar, colonnes simples
scenes-preset-plain-viirs = Lumière nocturne (VIIRS), colonnes simples
scenes-preset-plain-rf = Émission radio, colonnes simples
scenes-preset-plain-optical = Image optique, colonnes simples
scenes-preset-ksat-radar = Radar KSAT
scenes-preset-gfw-sentinel1 = Global Fishing Watch, Sentinel-1
scenes-preset-eog-viirs = Earth Observation Group, bateaux VIIRS
scenes-preset-sighting = Observations de personnes
scenes-taken = Reçu : { $scenes } passages; { $faults } lignes inutilisées; { $passed } lignes qui, selon le producteur, ne sont pas des navires.
scenes-fault = Ligne { $line } : { $reason }.
scenes-faults-more = …et { $count } autres.
scene-col-scene = Passage
scene-col-sensor = Capteur
scene-col-dark = Sans AIS
scene-col-on-ais = Sur AIS
scene-col-uncertain = Incertain
scene-col-missed = Manqués
scene-col-detection = Détection
scene-col-length = Longueur
scene-col-probability = Sans AIS, probabilité
scene-col-reading = Lecture
scene-col-likeliest = Navire le plus probable
scene-col-ship = Navire
scene-col-inside = Dedans
scene-col-seen = Serait vu
scene-col-detected = Détecté
scene-col-outcome = Résultat
scene-expected-dark = Détections probablement sans AIS
scene-no-ais = Ce nœud n’a entendu aucun AIS à moins de 200 milles marins de cette image à son heure : on ne peut dire ce qui est sans AIS ici.
scene-as-of = Positions connues jusqu’à
scene-no-footprint = Le producteur ne donne pas d’emprise : rien n’est dit des navires non vus.
scene-sighting-note = Une observation porte sur une seule chose : elle ne dit rien des navires que personne n’a signalés.
scene-detections = Détections ({ $count })
scene-tracks = Navires peut-être dedans ({ $count })
scene-no-candidate = aucune piste à portée
scene-working-of = Calcul de { $id }
scene-observer = Signalé par
scene-uncertainty = Rayon de sa position (95 %)
scene-outcome-detected = détecté
scene-outcome-missed-by-the-sensor = sûrement dedans, non vu
scene-outcome-uncertain = incertain
fault-footprint-unreadable = Emprise illisible
fault-geometry-unusable = Forme inutilisable
fault-detection-twice = Détection donnée deux fois
fault-uncertainty-too-wide = Position trop incertaine pour dire quoi que ce soit
fault-uncertainty-unreadable = Incertitude illisible

# Listes de navires : pour quoi elles sont complètes, et ce qui n’a pu être lu.
lists-complete-flag = Complète pour ces pavillons
lists-complete-area = Complète dans ces zones
lists-complete-hint = Seule une liste qui nomme tous les navires autorisés d’un pavillon ou d’une zone permet de dire « non autorisé » : pavillons en trois lettres, noms ou identifiants de zones, séparés par des virgules. Laisser vide si ce n’est pas sûr.
lists-complete-none = non indiqué
lists-complete-all = tout
lists-fault-column = Ligne { $line }, colonne { $column } : { $reason }.

# Alertes que des officiers ont écartées.
card-dismissed = { $count ->
    [one] { $count } alerte écartée par { $who } : elle ne donne pas de points.
   *[other] { $count } alertes écartées par { $who } : elles ne donnent pas de points.
}

# Un navire qu’un passage aurait dû montrer; lumières de nuit.
rule-implausible-position-not-seen = Sûrement dans un passage de satellite, non vu
sentence-implausible-position-not-seen = { $a } a émis des positions sûrement dans un passage de satellite qui montre neuf fois sur dix un tel navire, et ne l’a pas montré. Il peut être le dixième.
code-not-seen = non vu par l’imagerie
refute-sensor-missed = Le capteur a manqué le navire : même les meilleurs en manquent un sur dix
refute-look-misplaced = L’heure ou le lieu du passage est faux
refute-length-wrong = Le navire est plus court que son AIS ne le dit
retract-look-weighed-again = Repris avec des positions plus tardives, le passage ne le dit plus.
evidence-look-inside = Probabilité qu’il ait été dans le passage
evidence-detected = Probabilité qu’une détection soit ce navire
evidence-recall = Probabilité que le capteur montre un navire de sa longueur
evidence-others-look-expected = Autres que le passage devrait montrer
evidence-others-look-found = Autres que le passage montre
evidence-look-date = Moment du passage
evidence-ping-before = Dernière position avant le passage : âge
evidence-ping-after = Première position après le passage : âge
evidence-ping-before-speed = Dernière position avant le passage : vitesse
evidence-ping-after-speed = Première position après le passage : vitesse
place-ping-before = Dernière position avant le passage
place-ping-after = Première position après le passage
evidence-lit = Lumière vue de nuit, dans le passage
evidence-unlit-confidence = Confiance sans la lumière

# Fichiers de la liste et des pistes; saisons des zones.
list-save-as = Enregistrer la liste en { $format }
track-save-as = Enregistrer les pistes en { $format }
track-saved = Pistes enregistrées.
areas-valid-from = En vigueur du
areas-valid-to = En vigueur jusqu’au
areas-season-start = Saison du (MM-JJ)
areas-season-end = Saison au (MM-JJ)
areas-season-hint = Jours UTC, les deux bornes comprises; une saison revient chaque année et peut passer le nouvel an. Tout vide : toujours fermée.
areas-season-wrong = Une saison demande ses deux jours, sous la forme MM-JJ.
fault-validity-unreadable = Dates ou saison illisibles : on ne sait pas si elle est fermée
scenes-preset-ai2-sentinel1 = Ai2, Sentinel-1 (predictions.csv)
scenes-preset-ai2-sentinel2 = Ai2, Sentinel-2 (predictions.csv)
scenes-preset-skylight-radar = Ai2 Skylight, radar (GeoJSON)
scenes-preset-skylight-optical = Ai2 Skylight, optique (GeoJSON)
scenes-preset-own = Colonnes propres
scenes-columns = Colonnes, en TOML
scenes-columns-hint = Nom, capteur (sar, viirs, rf, optical, sighting) et colonnes de l’heure, de la latitude et de la longitude; aussi id, scene, length_m, confidence, footprint.
preset-unreadable = Ces colonnes ne sont pas utilisables : name, sensor, time, lat et lon sont requis.
columns-and-preset = Un type de fichier ou des colonnes propres, pas les deux.
columns-too-long = Le texte des colonnes est trop long.
dark-vessels-title = Navires sans AIS
dark-vessels-lead = Détections de plusieurs prises de vue qui sont probablement un seul navire et qu’aucun trajet n’explique. Elles figurent à la liste de veille et leur position est prédite pour la planification.
dark-vessels-none = Aucune détection n’a encore été revue.
dark-vessels-col-name = Nom
dark-vessels-col-last = Vu la dernière fois
dark-vessels-col-sightings = Observations
dark-vessels-col-speed = Vitesse
dark-vessels-col-confidence = Confiance
dark-vessels-withdrawn = Retiré
scene-line = ligne { $line } d’un fichier
