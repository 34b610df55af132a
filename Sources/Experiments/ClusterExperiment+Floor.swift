extension ClusterExperiment {
  /// What the random network's clusters say about the classes, as many clusters and the same clips:
  /// as these clusters were compared with it, else as others like them were, or its own tell.
  ///
  /// - Parameters:
  ///   - figures: clusters of a trained network, where this is to stand beside.
  ///   - source: what they are of.
  ///   - others: the other clusterings of the session, the newest first.
  public static func randomNetwork(
    beside figures: Figures, of source: Provenance,
    among others: some Sequence<(source: Provenance, figures: Figures)>
  ) -> Agreement? {
    guard source.network.isTrained else { return nil }
    if let known = figures.randomNetwork { return known }
    for (other, found) in others
    where other.modality == source.modality && other.split == source.split && other.n == source.n
      && found.clusters == figures.clusters
    {
      if let told = other.network.isTrained ? found.randomNetwork : found.agreement { return told }
    }
    return nil
  }
}
