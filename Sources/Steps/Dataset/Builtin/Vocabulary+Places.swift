/// The words of the built-in pairs: places and occasions.
extension Vocabulary {
  /// Towns, real and invented.
  static let town = """
    Aberdeen Adelaide Aldermoor Algiers Alicante Amsterdam Ankara Antwerp Arborfield Ashcombe
    Athens Auckland Avignon Baghdad Baltimore Bamberg Bangkok Barcelona Basel Bathurst Beirut
    Belgrade Bergen Berlin Bilbao Bombay Bordeaux Boston Bramblewick Bratislava Bremen
    Bridgewater Brisbane Bristol Bruges Brussels Bucharest Budapest Burnley Cadiz Cairo Calcutta
    Calgary Canterbury Caracas Cardiff Carlisle Casablanca Charleston Chelmsford Chester Chicago
    Cincinnati Cleveland Coldbrook Cologne Colombo Copenhagen Corinth Cork Coventry Cracow Dakar
    Dallas Damascus Delft Denver Derby Detroit Dijon Dover Dresden Dublin Dundee Dunmere Durham
    Easthollow Edinburgh Elmstead Exeter Fairhaven Falmouth Frankfurt Galway Gdansk Geneva Genoa
    Ghent Gibraltar Glasgow Gothenburg Granada Graz Greenwich Grenoble Haarlem Halifax Hamburg
    Hanover Harrowgate Hastings Havana Heidelberg Helsinki Hobart Honolulu Houston Innsbruck
    Inverness Ipswich Istanbul Jakarta Jerusalem Johannesburg Kampala Karachi Kathmandu Kendal
    Kingsbarrow Kingston Kyoto Lagos Lancashire Lausanne Leeds Leicester Leiden Leipzig Lima
    Limerick Lisbon Liverpool Ljubljana Lucerne Lusaka Luxor Lyon Madrid Malaga Malmö Manchester
    Manila Mannheim Marrakesh Marseille Melbourne Memphis Milan Minsk Mombasa Montevideo
    Montreal Moscow Mumbai Munich Nairobi Nantes Naples Nashville Nazareth Newcastle Nicosia
    Norwich Nuremberg Oakhampton Odessa Oporto Oslo Ottawa Oxford Padua Palermo Panama Paris
    Penzance Perth Petersburg Philadelphia Pittsburgh Plymouth Portsmouth Prague Pretoria Quebec
    Quito Ravenna Reykjavik Riga Rotterdam Rouen Saigon Salamanca Salisbury Salzburg Santiago
    Sarajevo Savannah Seattle Segovia Seville Shanghai Sheffield Siena Singapore Smyrna Sofia
    Southampton Sparrowmere Stavanger Stockholm Stonehaven Strasbourg Stuttgart Sunderland
    Swansea Sydney Tallinn Tampico Tangier Tashkent Tbilisi Thessaly Thornbury Tiverton Tokyo
    Toledo Toronto Toulouse Trieste Tripoli Trondheim Tunis Turin Uppsala Utrecht Valencia
    Valparaiso Vancouver Venice Verona Vienna Vilnius Warsaw Wellingborough Westerleigh Weymouth
    Winchester Windermere Winnipeg Worcester Yarmouth York Zagreb Zanzibar Zurich
    """

  /// Buildings and landscapes, singular.
  static let venue = """
    abattoir abbey academy airfield alley alleyway allotment almshouse amphitheatre aquarium
    arcade arena arsenal asylum atrium attic backyard bakery ballroom bandstand bank barn
    barracks basement basilica bathhouse battlement bazaar beach belfry boathouse bookshop
    boulevard bowling-green brewery brickworks bridge bungalow cabin cafeteria campanile
    campsite canal cannery casino castle cathedral cave cellar cemetery chapel cinema citadel
    cliff cloakroom cloister conservatory convent cottage courthouse courtyard creek crematorium
    crypt dairy delicatessen depot distillery ditch dockyard dovecote dungeon embassy esplanade
    estuary factory fairground farmhouse fish-market fjord foothill forge fortress foundry
    fountain foyer gallery garage garden garrison gasworks gatehouse gazebo glacier glasshouse
    gorge granary greenhouse grotto guardhouse guesthouse gymnasium hamlet harbour hayloft heath
    hermitage hilltop hospital hostel hotel infirmary inn jetty junkyard kiln kiosk kitchen
    laboratory lagoon larder launderette library lido lighthouse lobby lodge lumberyard mansion
    marina market marketplace marsh mausoleum meadow mill moat monastery moor mosque motel
    museum nunnery nursery oasis observatory office opera-house orangery orchard orphanage
    outhouse paddock pagoda palace pantry park parlour pasture pavilion peninsula pharmacy pier
    pigsty planetarium plateau playground plaza police-station pond post-office prison promenade
    pub quarry quay racecourse ranch rectory refectory refinery reservoir restaurant riverbank
    roundabout ruin sanatorium sandpit sauna sawmill schoolhouse scullery seminary shed shipyard
    shrine slaughterhouse smithy smokehouse solarium stable stadium stairwell storehouse stream
    studio summerhouse sunroom supermarket swamp synagogue tannery taproom tavern tearoom temple
    theatre tollbooth toolshed tower trench tunnel university valley vault vestry viaduct
    vicarage village vineyard warehouse washroom watchtower waterfall watermill waterworks wharf
    winery woodland woodshed workshop ziggurat zoo
    """

  /// Occasions, singular.
  static let event = """
    abdication amnesty anniversary armistice audition avalanche ball banquet baptism barbecue
    battle bicentenary blackout blizzard boycott bullfight carnival ceasefire census christening
    circus coronation coup court-martial cyclone debate dinner-party downpour drought duel
    earthquake eclipse election epidemic equinox eruption excavation exhibition expedition
    explosion famine feast festival funeral gale garden-party graduation hailstorm harvest
    heatwave honeymoon housewarming hurricane inauguration inquest inquisition invasion jamboree
    jubilee landing landslide lecture marathon masquerade matinee migration monsoon mutiny
    pageant parade pardon picnic pilgrimage plague premiere prizegiving procession rebellion
    recital referendum regatta rehearsal reunion revolution riot robbery rodeo sandstorm scandal
    shipwreck siege snowfall solstice stampede storm strike symposium talent-show tea-ceremony
    thaw thunderstorm tombola tournament treaty trial tsunami uprising vernissage wake wedding
    whirlwind
    """
}
