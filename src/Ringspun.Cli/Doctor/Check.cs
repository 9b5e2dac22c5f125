namespace Ringspun.Cli.Doctor;

/// <summary>What was found out about one facility.</summary>
/// <param name="Name">The facility; stable, for programs.</param>
/// <param name="State">How well it serves.</param>
/// <param name="Found">What there is, in a few words.</param>
/// <param name="Meaning">What that means for Ringspun.</param>
/// <param name="Remedy">The command that mends it; null where nothing needs mending.</param>
internal sealed record Check(string Name, CheckState State, string Found, string Meaning, string? Remedy = null);
