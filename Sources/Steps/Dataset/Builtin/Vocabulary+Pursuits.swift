/// The words of the built-in pairs: what people do, study and feel.
extension Vocabulary {
  /// Transitive verbs, infinitive.
  static let verb = """
    abandon admire adopt advertise alphabetise appraise assemble auction balance banish barter
    bisect bless boil borrow bounce brush burgle bury calibrate caress carry catalogue celebrate
    censor chain clone collect conceal confiscate copy counterfeit cover criticise crush curse
    dangle decorate dedicate deliver demolish describe destroy disguise dismantle display
    dissect dissolve donate douse drag draw drop drown dye embellish encircle examine exchange
    exhibit explode extinguish fetch fix flatten fling flood fold forget freeze fumigate garnish
    glue grease grind guard hang hide hijack hoard hoist hurl identify ignite imitate import
    impound improve inflate inherit inspect insure inventory invert investigate kick kiss label
    launch lend lick lift light liquidate load lubricate mail measure melt mend misplace
    modernise mount move name neglect nibble obtain oil open ornament overturn pack paint patent
    pawn perfume photograph pilfer plunder polish praise preserve pull purchase purify push
    quarantine raffle recycle redesign reinforce rename renovate rent repair replace rescue
    restore return roast rotate salvage sand scorch scrub sell shake sharpen shelve shrink
    sketch smash smell sniff soak spin squeeze stack stain steal sterilise store straighten
    strap stretch submerge suspend swap sweep tame tape taste tattoo test throw tickle tilt
    topple trade transport trim tune uncover unearth unfold unwrap upgrade vandalise varnish
    wash weigh whitewash wipe worship wrap
    """

  /// Pastimes.
  static let hobby = """
    abseiling angling arm-wrestling astrology baking ballooning basketry beachcombing
    bell-ringing bird-watching boasting bobsledding bodybuilding boxing breakdancing browsing
    calligraphy campanology camping canoeing caving chanting cheese-rolling chess climbing
    composting conjuring cooking cricketing crocheting crosswords curling cycling darning darts
    daydreaming debating dominoes dowsing dreaming drumming eavesdropping embroidery falconry
    fasting fencing ferreting fiddling fire-eating fishing flirting foraging fossil-hunting
    gambling gardening genealogy gliding gossiping gymnastics haggling harmonising hiking
    hitchhiking hopscotch hunting ice-carving ice-skating improvising jiving jogging joking
    jousting karaoke kayaking kite-flying knitting lacrosse lambing lassoing leapfrog
    lion-taming lying macramé marbles marquetry masonry meditating metal-detecting mime
    moonbathing mushrooming napping needlework negotiating numismatics orienteering origami
    paddling parachuting parkour philately photography pickling pilates pottery prospecting
    punning puppetry quilting quizzes quoits rambling rapping rowing running sailing
    scrapbooking scrimshaw sculling sewing shopping shuffleboard singing skateboarding skiing
    skipping skydiving sledging sleepwalking smuggling snooker snorkelling squash stilt-walking
    storytelling sudoku surfing swimming sword-swallowing tango tap-dancing tatting taxidermy
    tea-tasting tennis thatching tobogganing topiary trainspotting trampolining trespassing
    tug-of-war unicycling ventriloquism volunteering waltzing weaving weightlifting
    whale-watching whistling whittling wine-tasting worm-charming yachting yodelling yoga zumba
    """

  /// Fields of study.
  static let subject = """
    accountancy acoustics aeronautics aesthetics agriculture alchemy algebra anatomy
    anthropology archaeology architecture arithmetic astrophysics bacteriology ballistics
    banking bibliography biochemistry biology bookkeeping botany calculus cartography chemistry
    chronology climatology combustion cosmology criminology cryptography cybernetics demography
    dentistry dermatology ecology economics electronics embryology engineering entomology
    epistemology etiquette etymology forestry genetics geography geometry glaciology grammar
    graphology gynaecology hairdressing heraldry herpetology hieroglyphics histology
    horticulture hydraulics hygiene journalism jurisprudence kinetics lexicography linguistics
    literature logarithms logic magnetism marketing mathematics mechanics medicine metallurgy
    metaphysics meteorology microbiology mineralogy musicology mycology mythology nanotechnology
    navigation neurology nutrition oceanography oenology optics ornithology osteopathy
    palaeontology parapsychology penmanship pharmacology philology phonetics phrenology physics
    physiology politics probability prosody psychiatry psychology radiology rhetoric robotics
    seismology semantics semiotics shorthand sociology speleology statistics surgery surveying
    syntax taxation theology thermodynamics topology toxicology trigonometry typography urology
    virology viticulture volcanology
    """

  /// Feelings, virtues and vices.
  static let abstraction = """
    abstinence abundance accuracy adultery adventure affection aggression altruism ambiguity
    ambition amnesia anarchy anger apathy applause artistry authority avarice beauty betrayal
    bigotry blackmail bliss boredom bravery bribery bureaucracy calamity candour catastrophe
    celebrity censorship chaos charisma charity chastity chivalry civility clumsiness comfort
    compassion competition compromise confidence confusion conscience contempt contentment
    conviction corruption courage courtesy credulity cruelty curiosity debt decency deception
    defeat delusion democracy despair destiny devotion dignity disappointment discipline
    discretion disgrace disobedience doubt eccentricity efficiency elegance eloquence
    embarrassment empathy enthusiasm envy equality eternity excess exile extravagance failure
    fairness faith fame fate favouritism fear fidelity flattery folly foresight forgiveness
    fortune fraud freedom friendship frugality futility generosity genius gloom glory gluttony
    gossip grace gratitude greed grief guilt happiness haste hatred heroism hindsight
    homesickness honour hope hospitality humility humour hunger hypocrisy idealism idleness
    ignorance illusion imagination immortality impatience imperfection indecision indifference
    inequality infamy infinity ingratitude injustice innocence insolence insomnia inspiration
    integrity intuition irony isolation jealousy joy justice kindness laughter laziness leisure
    liberty loneliness loss love loyalty luck lust luxury madness malice mediocrity melodrama
    memory mercy mischief misery misfortune moderation modesty monogamy monotony mortality
    mystery naivety nepotism nobility nonsense nostalgia obedience oblivion obsession optimism
    order panic paradox paranoia passion patriotism peace perfection perjury perseverance
    persuasion pessimism piety pity pleasure politeness poverty power prejudice pride privacy
    procrastination progress prosperity punctuality purity redemption regret relief remorse
    repentance resilience respect revenge reverence ridicule romance rudeness ruthlessness
    sacrifice sarcasm satire scepticism secrecy self-control sentimentality serenity shame
    silence sincerity slander slavery snobbery solidarity solitude sorrow stinginess stoicism
    stubbornness success suffering superstition surprise suspicion sympathy tact temptation
    tenderness terror thrift timidity tolerance tradition tragedy tranquillity treachery treason
    trickery triumph trust truth tyranny uncertainty unemployment urgency vagueness valour
    vandalism vanity vengeance victory vigilance violence virtue vulgarity weakness wealth
    wickedness wisdom wit wonder worry zeal
    """
}
