internal import Providers

/// Tells whether a job at the service is the one that a request asks for.
struct JobMatcher {
  let request: FineTuneRequest
  let dialect: Dialect

  /// The jobs of other steps, with what those asked for where that is known.
  let others: [RemoteJobID: JobOrder?]

  /// The names of the account's files by their ids, as far as they are known.
  var fileNames: [String: String] = [:]

  enum Verdict: Hashable {
    /// It is the request's job.
    case own

    /// It fits in all that the service shows, which is too little to be sure.
    case likely

    /// It is another step's job.
    case other
  }

  /// Whose a job is.
  ///
  /// A mark decides. A service may keep none: there a job is known by its files, whose names hold the
  /// digests of their contents, and by all its numbers. One that differs in any of them is another's.
  func verdict(on job: WireJob) -> Verdict {
    let marks = job.stepKeys
    if marks.contains(request.stepKey) || marks.contains(request.mark.token) { return .own }
    if let order = others[RemoteJobID(rawValue: job.id)] {
      return order.map { isHandedOver(job, by: $0) } ?? false ? .own : .other
    }
    guard marks.isEmpty, hasFiles(job), hasFittingParameters(job) else { return .other }
    return comparison(job, request.parameters).contains { $0.verdict == .unknown } ? .likely : .own
  }

  /// Whether a job fits but for its files, whose names are not known yet.
  func needsFileNames(of job: WireJob) -> Bool {
    job.stepKeys.isEmpty && hasFittingParameters(job) && !hasFiles(job)
      && job.inputFiles.contains { fileNames[$0] == nil }
  }

  /// Whether another step's job is the request's now.
  ///
  /// It is where the service gave the job other parameters than that step asked for, so that the step never
  /// takes it, and the request asks for just these.
  private func isHandedOver(_ job: WireJob, by order: JobOrder) -> Bool {
    guard comparison(job, order.parameters).contains(where: { $0.verdict == .different }) else {
      return false
    }
    let own = request.order
    guard order.trainingFile == own.trainingFile, order.validationFile == own.validationFile
    else { return false }
    // What the service does not say is what was asked for.
    return zip(comparison(job, request.parameters), comparison(job, order.parameters)).allSatisfy {
      $0.verdict == .unknown ? $0.asked == $1.asked : $0.verdict == .same
    }
  }

  private func hasFittingParameters(_ job: WireJob) -> Bool {
    comparison(job, request.parameters).allSatisfy { $0.verdict != .different }
  }

  private func hasFiles(_ job: WireJob) -> Bool {
    isCopy(job.trainingFile, of: request.trainingFile)
      && isCopy(job.validationFile, of: request.validationFile)
  }

  /// Whether a job's file is this one, or another upload of its content.
  private func isCopy(_ reported: WireFileReference?, of file: UploadedFile?) -> Bool {
    guard let reported, let file else { return reported == nil && file == nil }
    let name = reported.filename ?? fileNames[reported.id]
    return reported.id == file.id.rawValue || name == RemoteFiles.name(of: file.content)
  }

  private func comparison(
    _ job: WireJob,
    _ asked: FineTuneParameters
  ) -> [ParameterComparison] {
    dialect.reported(by: job).compared(with: asked)
  }
}

extension Dialect {
  /// What a job says of its parameters; the dialect `legacy` has no seeds.
  func reported(by job: WireJob) -> ReportedParameters {
    var reported = job.reported
    if self == .legacy { reported.seed = nil }
    return reported
  }
}

extension WireJob {
  /// The keys that the job is marked with: whole in its metadata, else the digits in its names that
  /// may be the beginning of one.
  var stepKeys: [String] {
    if let key = metadata[JobMark.metadataKey] { return [key] }
    return [suffix, fineTunedModel].compactMap(\.self).flatMap { name in
      name.split { !($0.isLetter || $0.isNumber) }.map(String.init).filter {
        // A service may write the digits of the job's own id into the name.
        $0.count == JobMark.suffixDigits && $0.isLowerHexadecimal && !id.contains($0)
      }
    }
  }

  /// The files that the job reads.
  var inputFiles: [String] { [trainingFile?.id, validationFile?.id].compactMap(\.self) }
}
