using System.CommandLine;

namespace Ringspun.Bench;

/// <summary>Bounds of options, with the messages for what is beyond them.</summary>
internal static class OptionBounds
{
    public static void AtLeastOne(this Option<int> option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{option.Name} must be at least 1.");
        }
    });
}
