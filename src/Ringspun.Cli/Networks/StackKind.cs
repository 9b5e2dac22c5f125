namespace Ringspun.Cli.Networks;

/// <summary>Whose TCP is used.</summary>
internal enum StackKind
{
    /// <summary>The kernel's.</summary>
    Kernel,

    /// <summary>Ringspun's own.</summary>
    User,
}
