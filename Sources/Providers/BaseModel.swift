/// The untuned model of a training, at a provider that tunes models of files on this machine.
///
/// What the files hold is in cache keys, and what they are called where they lie is not.
package struct BaseModel: Hashable, Sendable {
  /// A file by its name in the model's folder and the absolute path where it lies.
  package struct File: Hashable, Sendable {
    package var name: String
    package var path: String

    package init(name: String, path: String) {
      self.name = name
      self.path = path
    }
  }

  /// The files that are there: those that the model consists of, or those that it is made of.
  package var files: [File]

  /// What a step makes of the files, or fetches, before the model can be tuned; nil where the files are the
  /// model.
  package var preparation: Preparation?

  /// About how many bytes its weights have once they are numbers of 32 bits, by the sizes of the files; nil
  /// where they are not here.
  package var byteCount: Int?

  /// Why the model cannot be tuned now, as a sentence; nil where all of it is there.
  package var absence: String?

  /// How a model comes to be files.
  package struct Preparation: Hashable, Sendable {
    /// What decides the result beside the files, by names, such as a revision.
    package var parameters: [String: String]

    /// The names of the files that it leaves, which the model then consists of.
    package var makes: [String]

    package init(parameters: [String: String], makes: [String]) {
      self.parameters = parameters
      self.makes = makes
    }
  }

  package init(
    files: [File] = [],
    preparation: Preparation? = nil,
    byteCount: Int? = nil,
    absence: String? = nil
  ) {
    self.files = files
    self.byteCount = byteCount
    self.absence = absence
    self.preparation = preparation
  }
}

/// Makes the files of models that a provider tunes.
package protocol ModelPreparationService: Sendable {
  /// What a model of a manifest consists of, found without any network.
  ///
  /// - Parameters:
  ///   - name: The model as the manifest writes it.
  ///   - folder: The folder that relative paths begin in.
  ///   - own: The values of the provider's own training parameters.
  /// - Returns: The model's files, or what they are made of.
  /// - Throws: `ProviderError.rejected` where there is no such model.
  func baseModel(
    _ name: String,
    in folder: String,
    _ own: [String: ParameterValue]
  ) throws(ProviderError) -> BaseModel

  /// Makes the files of a model that needs it.
  ///
  /// - Returns: The names of the files in the request's output folder, those of `BaseModel.Preparation`.
  func prepare(
    _ request: ModelPreparation,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> [String]
}

/// A request to make the files of a model.
package struct ModelPreparation: Hashable, Sendable {
  /// The model as the manifest writes it.
  package var model: String

  /// The values of the provider's own training parameters.
  package var own: [String: ParameterValue]

  /// What the model is made of.
  package var files: [DataFile]

  /// An existing empty folder for what is made.
  package var outputFolder: String

  /// A folder of the workspace that outlives steps.
  package var stateFolder: String

  package init(
    model: String,
    own: [String: ParameterValue],
    files: [DataFile],
    outputFolder: String,
    stateFolder: String
  ) {
    self.model = model
    self.own = own
    self.files = files
    self.outputFolder = outputFolder
    self.stateFolder = stateFolder
  }
}
