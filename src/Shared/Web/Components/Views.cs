using ArboDossier.Contracts.Messages;

namespace ArboDossier.Web;

/// <summary>For the partial <c>_Verdict</c>: what the employer reads, word for word.</summary>
/// <param name="Sentence">The judgement, exactly as it is signed.</param>
/// <param name="Facts">Label and value: signer, number, moment, version.</param>
/// <param name="Note">A line below: what does not go with it.</param>
/// <param name="Heading">Other words than "Dit ziet de werkgever".</param>
public sealed record VerdictView(string Sentence, IReadOnlyList<(string Label, string Value)> Facts, string? Note = null, string? Heading = null);

/// <summary>For the partial <c>_Empty</c>: what is empty, and what to do next.</summary>
public sealed record EmptyView(string Icon, string What, string Next, string? LinkLabel = null, string? Href = null);

/// <summary>For the partial <c>_Invited</c>: what the inviter gives along, shown once.</summary>
/// <param name="Name">Who is invited.</param>
/// <param name="Answer">Link and code.</param>
/// <param name="Foreign">Another provider makes the accounts.</param>
public sealed record InvitedView(string Name, InvitationAnswer Answer, bool Foreign = false);

/// <summary>For the partial <c>_Pager</c>.</summary>
/// <param name="Page">The page shown, from 1.</param>
/// <param name="Pages">How many there are; with one page nothing is shown.</param>
/// <param name="Url">The address of a page.</param>
public sealed record PagerView(int Page, int Pages, Func<int, string> Url);

/// <summary>For the partial <c>_Progress</c>: long work that can be left and found again.</summary>
/// <param name="Label">What is being done.</param>
/// <param name="Url">A GET that answers <c>{"done":3,"total":9,"finished":false,"next":null}</c>.</param>
/// <param name="Done">How much is done now.</param>
/// <param name="Total">How much there is; 0 while that is unknown.</param>
public sealed record ProgressView(string Label, string Url, long Done, long Total);

/// <summary>For the partial <c>_PasskeyNoScript</c>: what to do where scripts are off.</summary>
public sealed record NoScriptView(string? WhatElse = null);

/// <summary>For the partial <c>_FirstSteps</c>: what is still missing before the work can begin. Shows nothing once all is done.</summary>
/// <param name="Heading">Heading.</param>
/// <param name="Steps">In the order in which they are done.</param>
/// <param name="Note">What this program does not know and the reader should.</param>
public sealed record FirstStepsView(string Heading, IReadOnlyList<FirstStep> Steps, string Note = "")
{
    /// <summary>Nothing is missing.</summary>
    public bool AllDone => Steps.All(x => x.Done);
}

/// <summary>One step.</summary>
/// <param name="What">What it is.</param>
/// <param name="Done">It is done, as far as this program knows.</param>
/// <param name="Href">Where it is done; null where somebody else does it elsewhere.</param>
/// <param name="Who">Who does it and where, or what to keep in mind.</param>
public sealed record FirstStep(string What, bool Done, string? Href, string Who = "");
