/// The paper's subset of Kinetics: actions that are likely to be seen and heard (LLL 3.1).
public enum KineticsSounds {
  /// The 34 classes of LLL appendix A, and the longer names that Kinetics' own lists give some.
  public static let classes: Set<String> = [
    "blowing nose", "bowling", "chopping wood", "ripping paper", "shuffling cards", "singing",
    "tapping pen", "typing", "blowing out", "dribbling ball", "laughing",
    "mowing the lawn by pushing lawnmower", "shoveling snow", "stomping", "tap dancing",
    "tapping guitar", "tickling", "fingerpicking", "patting", "playing accordion",
    "playing bagpipes", "playing bass guitar", "playing clarinet", "playing drums",
    "playing guitar", "playing harmonica", "playing keyboard", "playing organ", "playing piano",
    "playing saxophone", "playing trombone", "playing trumpet", "playing violin",
    "playing xylophone",
    // Kinetics' own names of four of them.
    "blowing out candles", "dribbling basketball", "mowing lawn", "stomping grapes",
  ]
}
