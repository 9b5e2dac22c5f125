namespace Ringspun;

/// <summary>A transaction would have broken an invariant; it has committed nothing.</summary>
public sealed class InvariantViolationException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="invariant">The invariant that does not hold.</param>
    /// <param name="failure">What its check has thrown; null where it returned false.</param>
    internal InvariantViolationException(Invariant invariant, Exception? failure)
        : base($"The transaction would break the invariant '{invariant.Name}' and was not committed.", failure) =>
        Invariant = invariant;

    /// <summary>The invariant that does not hold.</summary>
    public Invariant Invariant { get; }
}
