using System.CommandLine;

namespace Ringspun.Bench.Measuring;

/// <summary>Bounds of options.</summary>
internal static class OptionBounds
{
    /// <summary>Refuses larger numbers.</summary>
    public static Option<int> AtMost(this Option<int> option, int most)
    {
        option.Validators.Add(result =>
        {
            if (Options.Given(result) > most)
            {
                result.AddError($"{option.Name} must be at most {most}.");
            }
        });
        return option;
    }
}
