/// The words of the built-in pairs: things and what they are made of.
extension Vocabulary {
  /// Things that can be carried or owned, singular.
  static let object = """
    abacus accordion almanac altarpiece amulet anchor anvil armchair atlas awning axe bagpipe
    banister banjo banner barometer barrel basket bassoon bathtub beaker bedstead bell bench
    bicycle billboard birdcage blanket blueprint bobbin bookcase boomerang bottle bouquet
    bracelet breadknife briefcase brooch broom bucket buckle bugle bureau cabinet calendar
    camera candlestick cannon canoe carpet carriage cartwheel casket catapult cello chalice
    chandelier chessboard chest chisel clarinet clavichord coat-hanger coffeepot coffin compass
    concertina corkscrew coronet cradle crayon crossbow crown crucible crutch cuckoo-clock
    cupboard curtain cushion cutlass cymbal dagger decanter deckchair desk diadem diary
    dictionary dollhouse doorbell doorknob drainpipe drawbridge dresser drum dulcimer dustpan
    easel eggcup encyclopedia envelope escritoire etching eyeglass fan faucet feather-duster
    figurehead filing-cabinet fireplace fishing-rod flagpole flask flute flywheel footstool
    fountain-pen frying-pan funnel gargoyle garland gate gauntlet gavel globe goblet gong
    gramophone grandfather-clock grindstone guitar hacksaw hairbrush hairpin hammer hammock
    handbell handcuff handkerchief harmonica harness harp harpoon harpsichord hatbox haystack
    headdress headstone helmet hinge hoop horseshoe icebox icon inkwell ironing-board jigsaw jug
    kaleidoscope kettle keyhole kite knapsack ladder ladle lampshade lantern lawnmower lectern
    letterbox lifeboat lighter locket loom lute magnet mallet mandolin manuscript map marionette
    matchbox mattress medal megaphone metronome microscope milestone mirror monocle mop mortar
    mosaic mousetrap nail necklace needle nutcracker oar oboe ocarina oven paddle padlock
    pamphlet paperweight parasol parchment passport pedestal pendant pendulum periscope
    phonograph piano pickaxe pillow pincushion pitchfork plank plough poker portcullis portrait
    postcard prism projector pulley pulpit punchbowl puppet puzzle quill quilt quiver radiator
    rake rattle razor reel ribbon rocking-chair rolling-pin rosary rudder rug saddle sail
    samovar sandal sarcophagus saucepan saxophone scabbard scarecrow sceptre screwdriver scroll
    scythe sewing-machine sextant shield shovel shutter sideboard sieve signpost skillet sledge
    snow-globe snuffbox sofa spade spindle spinning-wheel spoon staircase stapler statue
    stepladder stethoscope stirrup stopwatch stove suitcase sundial swing sword tablecloth
    tambourine tankard tapestry teacup telegram telescope tent thermometer thimble throne
    toaster tombstone toolbox top-hat torch tray treadmill tricycle trombone trophy trowel trunk
    tuba tuning-fork turnstile turntable typewriter umbrella urn vase violin wagon wallet
    wardrobe washboard watering-can weathervane wheelbarrow whistle windmill wreath wrench
    xylophone yardstick zither
    """

  /// Things to keep other things in, singular.
  static let container = """
    bag bin biscuit-tin bowl box cage canister carafe carton case churn coal-scuttle crate creel
    cruet cup demijohn drawer dustbin flagon flowerbox flowerpot folder glovebox hamper
    haversack holdall holster jar keg lunchbox mug pail parcel phial piggybank pitcher pocket
    pot pouch purse reliquary rucksack sack safe satchel shoebox strongbox sugar-bowl tea-chest
    thermos trough tub tube tureen valise vial wastebasket
    """

  /// Clothes, singular.
  static let garment = """
    anorak apron ball-gown bathrobe beanie belt beret blazer blouse boa bodice bolero bonnet
    bow-tie burnous caftan cagoule cape cardigan cassock chemise cloak clog coat corset cowl
    cravat cummerbund doublet duffel-coat earmuff epaulette fedora fez frock galosh garter
    girdle glove gown hood hoodie jacket jerkin jersey jumper kaftan kilt kimono leotard
    loincloth mantilla mask mitten moccasin muffler neckerchief nightcap nightdress nightshirt
    overall overcoat parka petticoat pinafore plimsoll poncho pullover raincoat robe ruff sari
    sarong sash scarf shawl shirt shoe singlet skirt slipper smock snood sock sombrero stetson
    stocking stole straw-hat suit surplice sweater swimsuit tabard tailcoat tiara tie toga
    trilby tunic turban turtleneck tutu tuxedo veil vest visor waistcoat wig windcheater
    """

  /// Vehicles, singular.
  static let vehicle = """
    aeroplane airship ambulance autogyro balloon barge bathysphere bobsleigh bulldozer bus
    cable-car camper-van caravan catamaran chariot coracle dinghy dugout ferry fire-engine
    forklift frigate galleon gig glider gondola hearse helicopter houseboat hovercraft
    icebreaker jeep junk kayak landau limousine locomotive minibus monorail moped motorbike
    narrowboat omnibus oxcart paddle-steamer pedalo penny-farthing pickup-truck punt racing-car
    raft rickshaw rocket sailboat schooner scooter seaplane ship skiff sleigh snowmobile
    snowplough spaceship speedboat stagecoach steamboat steamroller streetcar submarine tandem
    tank taxi toboggan tractor trailer train tram trawler trimaran trolley truck tugboat
    unicycle van wagonette warship yacht zeppelin
    """

  /// What a thing can be made of.
  static let material = """
    alabaster aluminium amber bakelite bamboo beech birch bone brass brick bronze burlap canvas
    cardboard cashmere cast-iron cedar cellophane ceramic chalk chrome clay cobblestone concrete
    copper coral cotton crystal denim ebony enamel felt fibreglass flannel flint fur glass gold
    granite gypsum hemp hessian horn iron jade jute lace lapis latex lead leather limestone
    linen linoleum mahogany maplewood marble mohair mother-of-pearl muslin nylon oak obsidian
    onyx paper papier-mâché pearl pewter pine plaster plastic platinum plywood porcelain quartz
    raffia reed rosewood rubber sandstone satin sheepskin silk silver slate soapstone
    stainless-steel steel stone straw suede sycamore taffeta teak terracotta tin titanium tweed
    velvet walnut wax wicker willow wood wool zinc
    """

  /// Liquids, powders and pastes.
  static let substance = """
    ammonia antifreeze ash asphalt beeswax birdlime bleach borax brimstone brine camphor
    carbolic castor-oil caulk charcoal chewing-gum chlorine cornstarch creosote diesel dishwater
    disinfectant epoxy ether formaldehyde frankincense gasoline gelatine glitter glycerine
    goose-fat graphite gravel greasepaint gunpowder holy-water incense ink iodine kerosene lard
    laudanum lemon-juice liniment linseed-oil lipstick magnesium margarine menthol mercury
    methane mothballs mouthwash mud mulch myrrh naphtha nitroglycerine ointment paraffin
    peroxide petroleum phosphorus pitch plasticine pollen potash putty quicklime quicksilver
    quinine rainwater resin rosewater saltpetre sandpaper sap sawdust seawater shampoo shellac
    shoe-polish silt snuff soapsuds soot starch strychnine sulphur sunscreen talcum tallow tar
    tartar toothpaste treacle turpentine vaseline vermouth whey
    """
}
