namespace Ringspun.Cli.Doctor;

/// <summary>The whole examination.</summary>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="Architecture">The processor's architecture.</param>
/// <param name="Checks">The facilities, in the order of the table.</param>
internal sealed record DoctorReport(string Kernel, string Architecture, IReadOnlyList<Check> Checks);
