namespace Ringspun;

/// <summary>What a fiber returns that returns nothing.</summary>
internal readonly struct NoResult;
