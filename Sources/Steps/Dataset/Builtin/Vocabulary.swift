/// The words from which the built-in pairs are made.
///
/// The lists are literals of words with white space between them, in the other files of this type,
/// and split when the first built-in pair is asked for.
enum Vocabulary {
  /// A list of words, named as in the patterns.
  enum List: String, CaseIterable {
    case given, surname, occupation
    case town, venue, event
    case object, container, garment, vehicle, material, substance
    case animal, plant, dish, ingredient
    case look, trait, temper, number
    case verb, hobby, subject, abstraction
  }

  /// The words of every list.
  static let words: [List: [String]] = Dictionary(
    uniqueKeysWithValues: List.allCases.map { list in
      // By bytes: by characters it takes milliseconds. The literals have no other white space.
      let words = text(of: list).utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
      return (list, words.map { String(Substring($0)) })
    }
  )

  private static func text(of list: List) -> String {
    switch list {
    case .given: given
    case .surname: surname
    case .occupation: occupation
    case .town: town
    case .venue: venue
    case .event: event
    case .object: object
    case .container: container
    case .garment: garment
    case .vehicle: vehicle
    case .material: material
    case .substance: substance
    case .animal: animal
    case .plant: plant
    case .dish: dish
    case .ingredient: ingredient
    case .look: look
    case .trait: trait
    case .temper: temper
    case .number: number
    case .verb: verb
    case .hobby: hobby
    case .subject: subject
    case .abstraction: abstraction
    }
  }
}
