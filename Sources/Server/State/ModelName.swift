/// The names of tuned models.
enum ModelName {
  /// The organization in the names: the server has one user.
  static let organization = "local"

  /// `ft:curie:local:suffix:8 symbols`, or `curie:ft-local:suffix-2022-06-30-12-00-00` in the older
  /// dialect, where the time is in seconds since 1970.
  static func make(for job: JobRecord, time: Int) -> String {
    switch job.dialect {
    case .jobs:
      "ft:\(job.baseModel):\(organization):\(job.suffix ?? ""):\(job.id.suffix(8))"
    case .legacy:
      "\(job.baseModel):ft-\(organization)"
        + (job.suffix.map { ":\(label($0))-" } ?? "-") + date(time)
    }
  }

  /// A suffix as the older dialect writes it: lower case, runs of other characters one dash.
  static func label(_ suffix: String) -> String {
    suffix.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      .joined(separator: "-")
  }

  /// A time in UTC, by the algorithm `civil_from_days` of Howard Hinnant, "chrono-Compatible
  /// Low-Level Date Algorithms".
  private static func date(_ time: Int) -> String {
    let (days, seconds) = (time / 86_400, time % 86_400)
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let parts = [month, day, seconds / 3600, seconds / 60 % 60, seconds % 60]
    return ([String(year)] + parts.map { $0 < 10 ? "0\($0)" : "\($0)" }).joined(separator: "-")
  }
}
