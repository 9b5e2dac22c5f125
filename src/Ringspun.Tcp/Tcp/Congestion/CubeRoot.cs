namespace Ringspun.Tcp.Congestion;

/// <summary>
/// Cube roots with the same bits on every machine: <see cref="Math.Cbrt"/> asks the C library, and libraries differ in the last bit, while sums,
/// products and quotients of doubles are exact to the standard (IEEE 754) everywhere.
/// </summary>
internal static class CubeRoot
{
    // Near the root in the bits of the double: a third of the exponent, and the constant that restores its bias.
    private const long Bias = 0x2A9F_7625_3119_D328;
    private const int Steps = 4;

    /// <summary>The cube root, exact to about the last two bits.</summary>
    /// <param name="value">Finite; what is not above zero gives zero.</param>
    public static double Of(double value)
    {
        // Also false for what is not a number.
        if (!(value > double.Epsilon))
        {
            return 0;
        }

        // The guess is within a few percent; each of Newton's steps doubles the digits that are right.
        double root = BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(value) / 3) + Bias);
        for (int step = 0; step < Steps; step++)
        {
            root = ((2 * root) + (value / (root * root))) / 3;
        }

        return root;
    }
}
