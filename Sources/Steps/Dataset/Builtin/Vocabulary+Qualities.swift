/// The words of the built-in pairs: qualities and quantities.
extension Vocabulary {
  /// Adjectives for what can be seen or felt.
  static let look = """
    angular antique arched ashen azure bald battered beaded bearded bent blackened bleached blue
    blurred bony boxy braided brassy bright brittle broad broken bronzed brown bulky bumpy
    burnished carved chequered chipped chubby circular clean cloudy coarse cobalt coiled
    colossal compact concave conical cracked creased crimson crinkled crisp crooked crusty curly
    curved damp dappled dark dented dim dingy dotted drab dry dusty elongated embroidered
    emerald enamelled engraved enormous etched faded fancy feathery filthy flaky flat flecked
    flimsy floral fluffy fluorescent fluted foldable forked fragile framed frayed freckled
    fringed frosted furry fuzzy gaudy gigantic gilded glazed gleaming glittering glossy gnarled
    golden grainy granular greasy green grey grimy grooved grubby hairy half-finished
    hand-painted heavy hexagonal hollow huge icy immense indigo inflatable inlaid ivory jagged
    jewelled jointed jumbo knitted knobbly knotted lacquered large lavender leaky leathery
    lidless lilac limp lopsided luminous lumpy magenta marbled matted mauve miniature misshapen
    mossy mottled mouldy muddy narrow nicked oblong ochre octagonal oily old opaque orange
    ornate oval oversized painted pale papery patched patterned pearly peeling perforated pink
    pitted plaid plain plated pleated plump pointed polished portable pristine punctured purple
    quilted ragged rectangular red reversible ribbed rickety ridged rippled riveted rotten rough
    round rusty sandy scalloped scarlet scorched scratched scruffy serrated shaggy shapeless
    shattered shimmering shiny shrivelled silken skewed slanted sleek slender slimy slippery
    smeared smooth smudged soaked soft sooty sparkling speckled spherical spiky spiral
    splintered spotless spotted square stained steep sticky stitched stout streaked striped
    stubby sturdy swollen symmetrical tall tangled tapered tarnished tasselled tattered tawny
    teal thick thin threadbare tilted tiny torn translucent transparent triangular turquoise
    twisted varnished veined velvety warped waterlogged waxy weathered white windswept wiry
    wobbly woolly worn wrinkled yellow zigzag
    """

  /// Adjectives of judgement and character, the first half.
  static let trait = """
    absurd adorable affable aloof ambitious annoying arrogant astonishing austere awful baffling
    banal bashful bewildering bland blunt boisterous boring brash brazen brisk bumbling
    capricious careless cavalier chaotic charming cheap cheerful chivalrous clever comforting
    commendable complicated confusing contagious convenient cosy courteous crafty creepy
    cultured curious dangerous dazzling debatable decent delicate delightful deplorable devious
    dignified diplomatic discreet dismal distinguished doubtful dreadful dreary dubious dutiful
    earnest ecstatic educational effortless elaborate eloquent embarrassing enchanting energetic
    entertaining erratic ethical exasperating excessive exhilarating expensive extravagant
    faithful famous fascinating fatal ferocious fiendish flattering foolish forgiving foul
    frightful frugal funny futile generous ghastly gleeful glorious graceful grandiose greedy
    grumpy gullible harmless haughty heartless heroic hideous hopeless humble hypnotic idle
    illogical impatient imperious important impressive incomparable indecent indispensable inept
    ingenious insincere inspiring insulting intolerable intriguing irksome irresistible jaunty
    jolly joyless judicious laborious laughable lazy lenient liberating lively logical lousy
    loyal lucrative luxurious magnificent marvellous mediocre memorable merciful mild miserable
    momentous monstrous morbid mundane naive nauseating nerve-racking nimble noisy nostalgic
    obedient obscure odd old-fashioned opportune ordinary outrageous overrated painstaking
    passionate patronising peculiar peevish perplexing picturesque pitiful plausible pleasant
    poignant polite popular praiseworthy precious prestigious pretentious profitable prophetic
    proud prudent puzzling quarrelsome quiet rambunctious rash reassuring reckless refreshing
    regrettable reluctant repetitive resilient respectable restless rewarding righteous risky
    romantic rowdy ruinous ruthless sad scandalous scenic scornful sensational sentimental
    serious shallow shocking silly sincere sloppy smug snobbish sociable soothing sordid
    spiteful spontaneous stern strange stubborn stupendous suave subtle superfluous surly
    suspicious tactful tasteless tempting terrifying thorough thrifty timid tolerable tragic
    treacherous trivial truthful
    """

  /// Adjectives of judgement and character, the second half.
  static let temper = """
    admirable adventurous aimless amateurish amusing anxious artful audacious authentic awkward
    balanced barbaric beautiful bizarre blissful boastful bold bossy brave brilliant brutal
    businesslike careful cautious celebrated charismatic chatty cheeky childish civil clumsy
    comical complacent conceited conscientious contemptible cordial courageous cowardly cranky
    cruel cunning cynical daring deafening deceitful defiant delicious demanding despicable
    devout diligent disastrous disgraceful disobedient dogmatic dramatic dreamy drowsy dull
    eager eccentric edifying eerie egotistical elegant elusive eminent endearing enigmatic
    enviable essential evasive excellent exhausting exotic exquisite exuberant familiar
    fanatical fashionable fearless fickle flamboyant flippant forgettable formidable frantic
    frivolous fruitless fussy gallant gentle giddy gloomy gorgeous gracious grateful gruesome
    guilty haphazard hasty hazardous heartwarming hesitant hilarious horrid humdrum idiotic
    idyllic imaginative impeccable impish impractical impulsive inconsiderate indifferent
    industrious infamous innocent insolent instructive intimate intrepid invaluable ironic
    irritating jealous jovial jubilant juvenile lamentable lavish legendary lethal light-hearted
    loathsome lonely lovable lucky ludicrous magical malicious masterly melancholy menacing
    meticulous mischievous modest monotonous moody mournful mysterious nasty neglected neurotic
    noble nonchalant notorious obnoxious obsolete offensive ominous optimistic original
    overconfident painful paltry patient peaceful pedantic perilous petty pious placid playful
    poetic pointless pompous practical precarious preposterous presumptuous priceless profound
    prosaic provocative punctual quaint questionable quirky rare realistic rebellious refined
    regal reliable remarkable repulsive resourceful restful revolting ridiculous rigorous robust
    rousing rude rustic sacred sarcastic scary scholarly selfish sensible serene shabby
    shameless shrewd simple sinister sluggish sneaky sober solemn sophisticated spectacular
    splendid stately stingy strenuous studious stylish sublime superb superstitious surprising
    sympathetic tasteful tedious tender thankless thoughtful thrilling tiresome touching
    tranquil tremendous troublesome turbulent
    """

  /// Numbers from two.
  static let number = """
    eight eighteen eighty eleven fifteen fifty five forty four fourteen nine nineteen ninety
    seven seventeen seventy six sixteen sixty ten thirteen thirty three twelve twenty two
    """
}
