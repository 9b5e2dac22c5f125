namespace Ringspun.Simulation;

/// <summary>The kinds of file operations.</summary>
public enum SimulatedFileCallKind
{
    /// <summary><see cref="IFiles.OpenBeneathAsync"/>.</summary>
    Open,

    /// <summary><see cref="IFile.ReadAsync"/>.</summary>
    Read,

    /// <summary><see cref="IFile.GetStatusAsync"/>.</summary>
    Status,
}
