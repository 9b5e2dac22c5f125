namespace Ringspun.Bench.Figures;

/// <summary>How values are laid out along an axis.</summary>
internal enum AxisScale
{
    /// <summary>Equal distances are equal differences.</summary>
    Linear,

    /// <summary>Equal distances are equal factors; every value is above zero.</summary>
    Logarithmic,
}
